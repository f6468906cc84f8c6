package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/** The checksum of a parsed packet's transport as a whole; everything else here is incremental. */
public final class TransportChecksum {
    private TransportChecksum() {}

    /**
     * Whether the checksum is right, by adding up the whole message. True for an unfinished one, which nobody has
     * computed yet, and for UDP over IPv4 without one.
     *
     * @param packet parsed as {@link ParseCode#OK}, TCP, UDP or ICMP and not fragmented; a fragment holds only a part
     *     of what its checksum covers, so the answer for one is false
     */
    public static boolean isValid(ParsedPacket packet) {
        if (packet.checksumUnfinished()) {
            return true;
        }
        if (packet.transportOffset == ParsedPacket.ABSENT || packet.fragment != ParsedPacket.FRAGMENT_NONE) {
            return false;
        }
        long transport = packet.base + packet.transportOffset;
        if (packet.protocol == IpProtocol.UDP
                && packet.family == ParsedPacket.FAMILY_IPV4
                && Wire.u16(packet.segment, transport + UdpView.CHECKSUM) == 0) {
            return true;
        }
        return InternetChecksum.checksum(packet.segment, transport, packet.transportLength, pseudoHeader(packet)) == 0;
    }

    private static long pseudoHeader(ParsedPacket packet) {
        return pseudoHeader(
                packet.segment,
                packet.base + packet.networkOffset,
                packet.family,
                packet.protocol,
                packet.transportLength);
    }

    /** The sum of the pseudo header of the packet at {@code ip}; 0 for ICMP over IPv4, which has none. */
    static long pseudoHeader(MemorySegment segment, long ip, int family, int protocol, int length) {
        if (family == ParsedPacket.FAMILY_IPV6) {
            return InternetChecksum.pseudoHeader6(
                    Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS),
                    Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS + 8),
                    Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS),
                    Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS + 8),
                    protocol,
                    length);
        }
        if (protocol == IpProtocol.ICMP) {
            return 0;
        }
        return InternetChecksum.pseudoHeader4(
                Wire.u32(segment, ip + Ipv4View.SOURCE_ADDRESS),
                Wire.u32(segment, ip + Ipv4View.DESTINATION_ADDRESS),
                protocol,
                length);
    }

    /**
     * Finishes an unfinished checksum, for an engine that cannot pass that work on (AF_XDP). Not for super-frames,
     * whose segments each need their own. Does nothing for a finished one.
     *
     * @param packet parsed as {@link ParseCode#OK}; rewritten or not
     */
    public static void finish(ParsedPacket packet) {
        if (!packet.checksumUnfinished() || packet.fragment == ParsedPacket.FRAGMENT_LATER) {
            return;
        }
        InternetChecksum.finish(packet.segment, packet.base + packet.transportOffset, packet.transportLength, (int)
                fieldOffset(packet.protocol));
        packet.checksumUnfinished(false);
    }

    /**
     * Finishes the checksum of TCP or UDP where nothing says whether it is unfinished. An unfinished one is the folded sum
     * of the pseudo header; a finished one that is the same by chance is computed to what it was.
     *
     * @param packet parsed as {@link ParseCode#OK} and not rewritten; not a super-frame
     */
    public static void finishIfUnfinished(ParsedPacket packet) {
        boolean covered = packet.protocol == IpProtocol.TCP || packet.protocol == IpProtocol.UDP;
        if (!covered || packet.fragment != ParsedPacket.FRAGMENT_NONE) {
            return;
        }
        long field = packet.base + packet.transportOffset + fieldOffset(packet.protocol);
        if (Wire.u16(packet.segment, field) == InternetChecksum.unfinished(pseudoHeader(packet))) {
            packet.checksumUnfinished(true);
            finish(packet);
        }
    }

    /** Where in the transport header of TCP, UDP or either ICMP the checksum is. */
    static long fieldOffset(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> TcpView.CHECKSUM;
            case IpProtocol.UDP -> UdpView.CHECKSUM;
            default -> IcmpView.CHECKSUM;
        };
    }
}
