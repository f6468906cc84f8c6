package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.ABSENT;
import static io.weir.core.wire.ParsedPacket.FAMILY_IPV4;

import java.lang.foreign.MemorySegment;

/**
 * Changes the packet an ICMP error quotes, so that its receiver recognizes what it sent (RFC 5508 section 4). Keeps
 * right the inner IPv4 header checksum, the inner transport checksum where the quote holds all of it, and the checksum
 * of the error itself, which covers them all. The error's own addresses are {@link Rewrite}'s.
 *
 * <p>All methods want a packet parsed as {@link ParseCode#OK} whose {@link ParsedPacket#icmpKind()} is
 * {@link ParsedPacket#ICMP_ERROR}; to any other they do nothing. Ports are written where the inner packet is TCP or
 * UDP. A checksum that was wrong stays wrong: some routers quote what they received in ways of their own, and the
 * receiver matches by addresses and ports.
 */
public final class RewriteInner {
    private RewriteInner() {}

    /** Source address and port of the inner packet. */
    public static void source(ParsedPacket packet, long high, long low, int port) {
        if (packet.innerOffset == ABSENT) {
            return;
        }
        long addresses = packet.family == FAMILY_IPV4
                ? address4(packet, Ipv4View.SOURCE_ADDRESS, (int) low)
                : address6(packet, Ipv6View.SOURCE_ADDRESS, high, low);
        finish(packet, addresses, port(packet, TcpView.SOURCE_PORT, port));
    }

    /** Destination address and port of the inner packet. */
    public static void destination(ParsedPacket packet, long high, long low, int port) {
        if (packet.innerOffset == ABSENT) {
            return;
        }
        long addresses = packet.family == FAMILY_IPV4
                ? address4(packet, Ipv4View.DESTINATION_ADDRESS, (int) low)
                : address6(packet, Ipv6View.DESTINATION_ADDRESS, high, low);
        finish(packet, addresses, port(packet, TcpView.DESTINATION_PORT, port));
    }

    /** Both addresses and ports of the inner packet. */
    public static void endpoints(
            ParsedPacket packet,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        if (packet.innerOffset == ABSENT) {
            return;
        }
        long addresses = packet.family == FAMILY_IPV4
                ? address4(packet, Ipv4View.SOURCE_ADDRESS, (int) sourceLow)
                        + address4(packet, Ipv4View.DESTINATION_ADDRESS, (int) destinationLow)
                : address6(packet, Ipv6View.SOURCE_ADDRESS, sourceHigh, sourceLow)
                        + address6(packet, Ipv6View.DESTINATION_ADDRESS, destinationHigh, destinationLow);
        finish(
                packet,
                addresses,
                port(packet, TcpView.SOURCE_PORT, sourcePort)
                        + port(packet, TcpView.DESTINATION_PORT, destinationPort));
    }

    private static long address4(ParsedPacket packet, long field, int address) {
        return Rewrite.replace32(packet.segment, packet.base + packet.innerOffset + field, address);
    }

    private static long address6(ParsedPacket packet, long field, long high, long low) {
        return Rewrite.replace128(packet.segment, packet.base + packet.innerOffset + field, high, low);
    }

    private static long port(ParsedPacket packet, long field, int port) {
        boolean hasPorts = packet.innerProtocol == IpProtocol.TCP || packet.innerProtocol == IpProtocol.UDP;
        return hasPorts
                ? Rewrite.replace16(packet.segment, packet.base + packet.innerTransportOffset + field, port)
                : 0;
    }

    private static void finish(ParsedPacket packet, long addresses, long ports) {
        long difference = addresses + ports + innerTransport(packet, addresses + ports);
        if (packet.family == FAMILY_IPV4) {
            difference += innerHeader(packet, addresses);
        }
        if (packet.checksumUnfinished()) {
            return;
        }
        MemorySegment segment = packet.segment;
        long field = packet.base + packet.transportOffset + IcmpView.CHECKSUM;
        Wire.putU16(segment, field, InternetChecksum.apply(Wire.u16(segment, field), difference));
    }

    private static long innerHeader(ParsedPacket packet, long addresses) {
        long field = packet.base + packet.innerOffset + Ipv4View.HEADER_CHECKSUM;
        int checksum = Wire.u16(packet.segment, field);
        return Rewrite.replace16(packet.segment, field, InternetChecksum.apply(checksum, addresses));
    }

    private static long innerTransport(ParsedPacket packet, long difference) {
        int protocol = packet.innerProtocol;
        long offset = TransportChecksum.fieldOffset(protocol);
        if (protocol == IpProtocol.ICMP || packet.innerTransportLength < offset + 2) {
            return 0;
        }
        long field = packet.base + packet.innerTransportOffset + offset;
        int checksum = Wire.u16(packet.segment, field);
        int after = protocol == IpProtocol.UDP
                ? InternetChecksum.applyUdp(checksum, difference)
                : InternetChecksum.apply(checksum, difference);
        return Rewrite.replace16(packet.segment, field, after);
    }
}
