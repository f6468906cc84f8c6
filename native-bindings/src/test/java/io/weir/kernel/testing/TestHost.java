package io.weir.kernel.testing;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of its own, deleted with all its interfaces at the end. */
public final class TestHost implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final NetworkNamespace namespace;

    private TestHost(String name, NetworkNamespace namespace) {
        this.name = name;
        this.namespace = namespace;
    }

    /** Makes one with its loopback interface up; skips the test where that is impossible. */
    public static TestHost create() throws ErrnoException {
        Privileges.requireNamespaces();
        String name = "weir-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        Commands.run(List.of("ip", "netns", "add", name));
        TestHost host = new TestHost(name, NetworkNamespace.open(Path.of("/run/netns", name)));
        host.ip("link", "set", "lo", "up");
        return host;
    }

    /** Joins two hosts by a cable; both ends are up, with these names. */
    public void connect(String ourEnd, TestHost other, String otherEnd) {
        ip("link", "add", ourEnd, "type", "veth", "peer", "name", otherEnd, "netns", other.name);
        ip("link", "set", ourEnd, "up");
        other.ip("link", "set", otherEnd, "up");
    }

    /** Runs {@code ip} with these arguments in it. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Commands.run(command);
    }

    /** Runs any program in it. */
    public String run(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return Commands.run(all);
    }

    /** Runs Java code in it; sockets that it opens belong to it. */
    public <T> T call(Callable<T> task) throws Exception {
        try {
            return namespace.call(task);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Its name for {@code ip netns}. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        namespace.close();
        Commands.run(List.of("ip", "netns", "del", name));
    }
}
