package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.FAMILY_IPV4;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_LATER;

import java.lang.foreign.MemorySegment;

/**
 * Changes the bytes of a parsed frame and keeps every checksum that covers them right, incrementally (RFC 1624). A
 * checksum that was wrong stays wrong, so that the endpoint finds out.
 *
 * <p>All methods want a packet parsed as {@link ParseCode#OK} and work from the bytes as they are now, so they may
 * follow each other. Addresses are two words, IPv4 in the low one.
 *
 * <p>Ports are written for TCP and UDP; ICMP has none and the port given is ignored. A later fragment has no transport
 * header: only its IP header changes. The transport checksum of its datagram stands in the first fragment, where it is
 * brought up to date for address and port at once, so all fragments of a datagram must be rewritten alike. UDP without
 * a checksum stays without. An unfinished checksum ({@link ParsedPacket#checksumUnfinished}) stays unfinished.
 *
 * <p>An authentication header (RFC 4302) covers the addresses: rewriting them makes the receiver drop the packet.
 */
public final class Rewrite {
    private Rewrite() {}

    /** Sends the frame to another station. */
    public static void destinationMac(ParsedPacket packet, long mac) {
        Wire.putU48(packet.segment, packet.base + EthernetView.DESTINATION_ADDRESS, mac);
    }

    /** Says who sends the frame. */
    public static void sourceMac(ParsedPacket packet, long mac) {
        Wire.putU48(packet.segment, packet.base + EthernetView.SOURCE_ADDRESS, mac);
    }

    /** Both Ethernet addresses. */
    public static void macs(ParsedPacket packet, long destination, long source) {
        destinationMac(packet, destination);
        sourceMac(packet, source);
    }

    /** Source address and port. */
    public static void source(ParsedPacket packet, long high, long low, int port) {
        long difference = packet.family == FAMILY_IPV4
                ? address4(packet, Ipv4View.SOURCE_ADDRESS, (int) low)
                : address6(packet, Ipv6View.SOURCE_ADDRESS, high, low);
        transport(packet, difference, hasPorts(packet) ? port(packet, TcpView.SOURCE_PORT, port) : 0);
    }

    /** Destination address and port. */
    public static void destination(ParsedPacket packet, long high, long low, int port) {
        long difference = packet.family == FAMILY_IPV4
                ? address4(packet, Ipv4View.DESTINATION_ADDRESS, (int) low)
                : address6(packet, Ipv6View.DESTINATION_ADDRESS, high, low);
        transport(packet, difference, hasPorts(packet) ? port(packet, TcpView.DESTINATION_PORT, port) : 0);
    }

    /** Both addresses and ports, for the price of one. */
    public static void endpoints(
            ParsedPacket packet,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        long difference = packet.family == FAMILY_IPV4
                ? addresses4(packet, (int) sourceLow, (int) destinationLow)
                : address6(packet, Ipv6View.SOURCE_ADDRESS, sourceHigh, sourceLow)
                        + address6(packet, Ipv6View.DESTINATION_ADDRESS, destinationHigh, destinationLow);
        long portDifference = hasPorts(packet)
                ? port(packet, TcpView.SOURCE_PORT, sourcePort)
                        + port(packet, TcpView.DESTINATION_PORT, destinationPort)
                : 0;
        transport(packet, difference, portDifference);
    }

    /**
     * One hop less: time to live with its checksum, or hop limit. A packet whose last hop was used up stays as it is;
     * whoever forwards asks {@link ParsedPacket#hopLimit()} first and answers instead (RFC 1812 section 5.3.1).
     *
     * @return the hops left
     */
    public static int decrementHopLimit(ParsedPacket packet) {
        MemorySegment segment = packet.segment;
        long ip = packet.base + packet.networkOffset;
        if (packet.family != FAMILY_IPV4) {
            int hops = Math.max(0, Wire.u8(segment, ip + Ipv6View.HOP_LIMIT) - 1);
            Wire.putU8(segment, ip + Ipv6View.HOP_LIMIT, hops);
            return hops;
        }
        int before = Wire.u16(segment, ip + Ipv4View.TIME_TO_LIVE);
        if (before >>> 8 == 0) {
            return 0;
        }
        int after = before - 0x100;
        Wire.putU16(segment, ip + Ipv4View.TIME_TO_LIVE, after);
        headerChecksum(segment, ip, InternetChecksum.difference16(before, after));
        return after >>> 8;
    }

    /** Sets the time to live with its checksum, or the hop limit: for a packet that starts again as an answer. */
    static void hopLimit(ParsedPacket packet, int hops) {
        MemorySegment segment = packet.segment;
        long ip = packet.base + packet.networkOffset;
        if (packet.family != FAMILY_IPV4) {
            Wire.putU8(segment, ip + Ipv6View.HOP_LIMIT, hops);
            return;
        }
        int protocol = Wire.u8(segment, ip + Ipv4View.PROTOCOL);
        headerChecksum(segment, ip, replace16(segment, ip + Ipv4View.TIME_TO_LIVE, hops << 8 | protocol));
    }

    /** Makes an ICMP message one of another type with code 0. */
    static void icmpType(ParsedPacket packet, int type) {
        MemorySegment segment = packet.segment;
        long icmp = packet.base + packet.transportOffset;
        long difference = replace16(segment, icmp + IcmpView.TYPE, type << 8);
        if (!packet.checksumUnfinished()) {
            int checksum = Wire.u16(segment, icmp + IcmpView.CHECKSUM);
            Wire.putU16(segment, icmp + IcmpView.CHECKSUM, InternetChecksum.apply(checksum, difference));
        }
    }

    private static long address4(ParsedPacket packet, long field, int address) {
        long ip = packet.base + packet.networkOffset;
        long difference = replace32(packet.segment, ip + field, address);
        headerChecksum(packet.segment, ip, difference);
        return difference;
    }

    private static long addresses4(ParsedPacket packet, int source, int destination) {
        MemorySegment segment = packet.segment;
        long ip = packet.base + packet.networkOffset;
        long difference = replace32(segment, ip + Ipv4View.SOURCE_ADDRESS, source)
                + replace32(segment, ip + Ipv4View.DESTINATION_ADDRESS, destination);
        headerChecksum(segment, ip, difference);
        return difference;
    }

    private static long address6(ParsedPacket packet, long field, long high, long low) {
        return replace128(packet.segment, packet.base + packet.networkOffset + field, high, low);
    }

    private static void headerChecksum(MemorySegment segment, long ip, long difference) {
        int checksum = Wire.u16(segment, ip + Ipv4View.HEADER_CHECKSUM);
        Wire.putU16(segment, ip + Ipv4View.HEADER_CHECKSUM, InternetChecksum.apply(checksum, difference));
    }

    private static boolean hasPorts(ParsedPacket packet) {
        return packet.fragment != FRAGMENT_LATER
                && (packet.protocol == IpProtocol.TCP || packet.protocol == IpProtocol.UDP);
    }

    /** TCP and UDP have their ports at the same place. */
    private static long port(ParsedPacket packet, long field, int port) {
        return replace16(packet.segment, packet.base + packet.transportOffset + field, port);
    }

    private static void transport(ParsedPacket packet, long addressDifference, long portDifference) {
        int protocol = packet.protocol;
        boolean covered = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.ICMPV6;
        if (packet.fragment == FRAGMENT_LATER || !covered) {
            return;
        }
        MemorySegment segment = packet.segment;
        long field = packet.base + packet.transportOffset + TransportChecksum.fieldOffset(protocol);
        int checksum = Wire.u16(segment, field);
        if (packet.checksumUnfinished()) {
            Wire.putU16(segment, field, InternetChecksum.applyUnfinished(checksum, addressDifference));
            return;
        }
        long difference = addressDifference + portDifference;
        Wire.putU16(
                segment,
                field,
                protocol == IpProtocol.UDP
                        ? InternetChecksum.applyUdp(checksum, difference)
                        : InternetChecksum.apply(checksum, difference));
    }

    static long replace16(MemorySegment segment, long at, int value) {
        int before = Wire.u16(segment, at);
        Wire.putU16(segment, at, value);
        return InternetChecksum.difference16(before, value);
    }

    static long replace32(MemorySegment segment, long at, int value) {
        int before = Wire.u32(segment, at);
        Wire.putU32(segment, at, value);
        return InternetChecksum.difference32(before, value);
    }

    static long replace128(MemorySegment segment, long at, long high, long low) {
        long highBefore = Wire.u64(segment, at);
        long lowBefore = Wire.u64(segment, at + 8);
        Wire.putU64(segment, at, high);
        Wire.putU64(segment, at + 8, low);
        return InternetChecksum.difference128(highBefore, lowBefore, high, low);
    }
}
