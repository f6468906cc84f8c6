package io.weir.appliance.acceptance.l7;

import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LoopbackLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The daemon on addresses of the loopback interface, for tests whose clients and servers are in this process. */
final class LoopbackSite implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private static final AtomicInteger SITES = new AtomicInteger();

    final LoopbackLab lab = LoopbackLab.open();
    /** Where the addresses of this site are; no other process at the same time has the same. */
    private final String network =
            "127." + (20 + ProcessHandle.current().pid() % 200) + "." + (1 + SITES.getAndIncrement() % 250);

    private @Nullable LabDaemon daemon;

    /** An address of the site; its last number is 1..254. */
    String address(int last) {
        return network + "." + last;
    }

    /** The VIP of all services. */
    String vip() {
        return address(100);
    }

    void write(String configuration) {
        try {
            Path file = lab.directory().resolve("weir.yaml");
            Path fresh = lab.directory().resolve("weir.yaml.new");
            Files.writeString(fresh, configuration);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until every server is up. */
    LabDaemon start(String configuration) {
        write(configuration);
        LabHost host = lab.addHost("lb", address(11));
        LabDaemon started = LabDaemon.start(host, lab.directory().resolve("weir.yaml"), lab.directory());
        daemon = started;
        started.awaitReady(SOON);
        started.awaitStatus("all green", SOON, status -> status.every("up"));
        return started;
    }

    /** Reloads at the socket itself, without the price of a process; what the daemon answers. */
    String reload() throws IOException {
        LabDaemon running = daemon;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(running.socket()))) {
            channel.write(ByteBuffer.wrap("json reload\n".getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
