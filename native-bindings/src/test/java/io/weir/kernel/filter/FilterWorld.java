package io.weir.kernel.filter;

import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.Privileges;
import io.weir.kernel.testing.TestHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

/** A host that filters and a peer that sends to it, each with addresses of both families. */
public final class FilterWorld implements AutoCloseable {
    /** The name of the link at both ends. */
    public static final String LINK = "eth0";

    private static final int MAX_DATAGRAM = 65_507;

    private final TestHost host;
    private final TestHost peer;

    /** Both are up and know each other's Ethernet addresses. */
    public FilterWorld() throws Exception {
        Privileges.requirePrograms("nft", "ping");
        host = TestHost.create();
        peer = TestHost.create();
        reconnect();
        // Answered before anything is dropped, so that no test waits for the resolution of addresses.
        for (String net : List.of("192.0.2.", "2001:db8::")) {
            for (String host : List.of("10", "77", "78")) {
                ping(net + host);
            }
        }
    }

    /** Joins them by a cable, where there is none or none any more. */
    public void reconnect() {
        host.connect(LINK, peer, LINK);
        addresses(host, "192.0.2.10/24", "192.0.2.77/24", "192.0.2.78/24");
        addresses(host, "2001:db8::10/64", "2001:db8::77/64", "2001:db8::78/64");
        addresses(peer, "192.0.2.20/24", "2001:db8::20/64");
    }

    /** Waits until the host answers the peer at this address. */
    public void ping(String address) {
        peer.run("ping", "-c", "1", "-i", "0.1", "-w", "10", address);
    }

    private static void addresses(TestHost host, String... addresses) {
        for (String address : addresses) {
            if (address.contains(":")) {
                host.ip("addr", "add", address, "dev", LINK, "nodad");
            } else {
                host.ip("addr", "add", address, "dev", LINK);
            }
        }
    }

    /** The host that filters. */
    public TestHost host() {
        return host;
    }

    /** The host that sends. */
    public TestHost peer() {
        return peer;
    }

    /** A filter on the host's link. */
    public <F extends IngressFilter> F filter(Callable<F> open) throws Exception {
        return host.call(() -> {
            F filter = open.call();
            filter.addLink(LINK);
            return filter;
        });
    }

    /** Everything the host's link carries, before the filter. */
    public PacketSocket tap() throws Exception {
        return packets(host);
    }

    /** All frames of the link at one of its ends. */
    public static PacketSocket packets(TestHost at) throws Exception {
        return at.call(() -> PacketSocket.open(index(), IfPacket.ETH_P_ALL));
    }

    private static int index() throws Exception {
        return link().index();
    }

    /** The link as the calling thread's host has it. */
    public static Link link() throws Exception {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            return netlink.links().stream()
                    .filter(link -> link.name().equals(LINK))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A UDP socket of the host's own stack, on all addresses of both families. */
    public DatagramChannel listen(int port) throws Exception {
        return host.call(() -> DatagramChannel.open().bind(new InetSocketAddress("::", port)));
    }

    /** Sends a datagram from the peer. */
    public void send(String from, int fromPort, String to, int toPort, String text) throws Exception {
        send(from, fromPort, to, toPort, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a datagram from the peer. */
    public void send(String from, int fromPort, String to, int toPort, byte[] payload) throws Exception {
        peer.call(() -> {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(new InetSocketAddress(from, fromPort));
                return channel.send(ByteBuffer.wrap(payload), new InetSocketAddress(InetAddress.getByName(to), toPort));
            }
        });
    }

    /** The next datagram. */
    public static byte[] receive(DatagramChannel channel) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        channel.configureBlocking(false);
        Await.until("a datagram", () -> channel.receive(buffer) != null);
        byte[] payload = new byte[buffer.position()];
        buffer.flip().get(payload);
        return payload;
    }

    /** The text of the next datagram. */
    public static String receiveText(DatagramChannel channel) throws Exception {
        return new String(receive(channel), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        host.close();
        peer.close();
    }
}
