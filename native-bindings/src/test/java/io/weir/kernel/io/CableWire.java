package io.weir.kernel.io;

import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.packet.ClassicBpfAssembler;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.TestHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine on a host between two others, joined by cables. */
final class CableWire implements Wire {
    private final Opener opener;
    private final TestHost middle;
    private final List<TestHost> hosts;
    private final List<PacketSocket> sockets;
    private EngineGroup group;

    /** Opens the engine under test, on a thread of its host. */
    interface Opener {
        EngineGroup open(List<PacketLink> links) throws Exception;
    }

    CableWire(AfPacketOptions options) throws Exception {
        this(links -> PacketSocketGroup.afPacket(
                links, 1, options, new ClassicBpfAssembler().end(0).assemble()));
    }

    CableWire(Opener opener) throws Exception {
        this.opener = opener;
        this.middle = TestHost.create();
        this.hosts = List.of(TestHost.create(), TestHost.create());
        silence(middle);
        for (int i = 0; i < hosts.size(); i++) {
            TestHost host = hosts.get(i);
            silence(host);
            middle.connect("l" + i, host, "eth0");
            host.ip("addr", "add", "10.9.0." + (i + 1) + "/24", "dev", "eth0");
        }
        this.sockets = List.of(socket(hosts.getFirst()), socket(hosts.getLast()));
        this.group = openGroup();
    }

    /** Without IPv6 a host sends nothing of its own accord. */
    private static void silence(TestHost host) {
        host.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
    }

    private static PacketSocket socket(TestHost host) throws Exception {
        int index = links(host, "eth0").getFirst().interfaceIndex();
        return host.call(() -> PacketSocket.open(index, ETHER_TYPE));
    }

    static List<PacketLink> links(TestHost host, String... names) throws Exception {
        List<Link> all = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.links();
            }
        });
        return List.of(names).stream()
                .map(name -> all.stream()
                        .filter(link -> link.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .map(link ->
                        new PacketLink(link.index(), link.name(), link.mac().orElse(0), link.mtu()))
                .toList();
    }

    TestHost middle() {
        return middle;
    }

    TestHost host(int link) {
        return hosts.get(link);
    }

    @Override
    public PacketIo engine() {
        return group.engines().getFirst();
    }

    EngineGroup group() {
        return group;
    }

    private EngineGroup openGroup() throws Exception {
        List<PacketLink> links = links(middle, "l0", "l1");
        EngineGroup opened = middle.call(() -> opener.open(links));
        opened.engines().forEach(PacketIo::begin);
        return opened;
    }

    @Override
    public void reopen() throws Exception {
        group.close();
        group = openGroup();
    }

    @Override
    public void put(int link, byte[] frame) throws Exception {
        sockets.get(link).send(frame);
    }

    @Override
    public byte @Nullable [] next(int link, long timeoutMillis) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            byte[] frame = sockets.get(link).receive(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (frame == null || Wire.ours(frame)) {
                return frame;
            }
        }
    }

    @Override
    public void close() {
        group.close();
        sockets.forEach(PacketSocket::close);
        hosts.forEach(TestHost::close);
        middle.close();
    }
}
