package io.weir.kernel.bpf;

import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.TestHost;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HexFormat;

/** Two hosts, of which the one has programs on its interface and the other sends frames to it. */
final class Cable implements AutoCloseable {
    static final String LINK = "v0";

    private static final byte[] FRAME =
            HexFormat.of().parseHex("ffffffffffff" + "020000000001" + "88b5" + "77".repeat(46));

    final TestHost host = TestHost.create();
    final int index;

    private final TestHost other = TestHost.create();
    private final PacketSocket sender;

    Cable() throws Exception {
        host.connect(LINK, other, "v1");
        index = host.call(() -> MapsTest.index(LINK));
        sender = other.call(() -> PacketSocket.open(MapsTest.index("v1"), PacketSocket.SEND_ONLY));
    }

    /** Sends frames until the program has met one. */
    void awaitCounting(Counting program) throws Exception {
        long before = program.count();
        Await.until("the program counts a frame", () -> {
            sender.send(FRAME);
            return program.count() > before;
        });
    }

    /** Sends frames, of which the program must meet none. */
    boolean counts(Counting program) throws ErrnoException {
        long before = program.count();
        for (int i = 0; i < 10; i++) {
            sender.send(FRAME);
        }
        return program.count() != before;
    }

    void useLargeFrames() {
        host.ip("link", "set", LINK, "mtu", "9000");
        other.ip("link", "set", "v1", "mtu", "9000");
    }

    String show() {
        return host.ip("-d", "link", "show", LINK);
    }

    String filters() {
        return host.run("tc", "filter", "show", "dev", LINK, "ingress");
    }

    String qdiscs() {
        return host.run("tc", "qdisc", "show", "dev", LINK);
    }

    /** Starts a process that attaches something and waits; returns once it is attached. */
    Process held(String what) throws IOException, URISyntaxException {
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        host.name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        location(BpfLink.class) + File.pathSeparator + location(HeldProgram.class),
                        HeldProgram.class.getName(),
                        what,
                        Integer.toString(index))
                .redirectErrorStream(true)
                .start();
        String line = process.inputReader().readLine();
        if (!"attached".equals(line)) {
            process.destroyForcibly();
            throw new AssertionError(line);
        }
        return process;
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Override
    public void close() {
        sender.close();
        other.close();
        host.close();
    }
}
