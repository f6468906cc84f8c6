package io.weir.arp.check;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.IcmpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Whole frames to a server's Ethernet address and the VIP's IP address, as the balancer sends them in direct return. */
final class ProbeFrames {
    /** Shortest frame without its check sequence. */
    private static final int MIN_FRAME = 60;

    private static final int MAX_FRAME = 128;
    private static final int WINDOW = 64_240;
    /** Maximum segment size 536, which every path takes (RFC 9293, 3.7.1). */
    private static final byte[] SEGMENT_SIZE = {2, 4, 0x02, 0x18};

    private ProbeFrames() {}

    /** Where a probe goes. */
    record Path(MacAddress ours, MacAddress server, IpAddress source, IpAddress vip) {}

    static byte[] syn(Path path, int sourcePort, int port, int sequence) {
        return finished(
                path,
                builder -> builder.tcp(sourcePort, port, TcpView.SYN)
                        .sequence(sequence)
                        .window(WINDOW)
                        .tcpOptions(SEGMENT_SIZE));
    }

    /** Ends a connection that was accepted; valid by its sequence number (RFC 9293, 3.10.7.4). */
    static byte[] reset(Path path, int sourcePort, int port, int sequence) {
        return finished(
                path, builder -> builder.tcp(sourcePort, port, TcpView.RST).sequence(sequence));
    }

    static byte[] echo(Path path, int identifier) {
        int type = path.vip().v6() ? Icmpv6View.ECHO_REQUEST : IcmpView.ECHO_REQUEST;
        return finished(
                path,
                // One hop: a server that has not the VIP and forwards would send it back to the balancer, which may
                // answer.
                builder -> builder.hopLimit(1)
                        .icmp(type, 0, identifier << 16 | 1)
                        .payload(new byte[] {'w', 'e', 'i', 'r', ' ', 'a', 'r', 'p'}));
    }

    private interface Transport {
        PacketBuilder on(PacketBuilder network);
    }

    private static byte[] finished(Path path, Transport transport) {
        byte[] frame = new byte[MAX_FRAME];
        PacketBuilder builder = new PacketBuilder()
                .start(MemorySegment.ofArray(frame), 0)
                .ethernet(path.server().bits(), path.ours().bits());
        IpAddress source = path.source();
        IpAddress vip = path.vip();
        int length = transport
                .on(
                        vip.v6()
                                ? builder.ipv6(source.high(), source.low(), vip.high(), vip.low())
                                : builder.ipv4(source.v4Bits(), vip.v4Bits()))
                .build();
        return Arrays.copyOf(frame, Math.max(length, MIN_FRAME));
    }
}
