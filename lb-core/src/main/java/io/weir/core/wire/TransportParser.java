package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.FRAGMENT_FIRST;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_LATER;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_NONE;

import java.lang.foreign.MemorySegment;

/** The fragment, TCP and UDP part of {@link PacketParser}. */
final class TransportParser {
    private static final int MAXIMUM_PACKET = 65_535;

    private TransportParser() {}

    /**
     * Notes and checks a fragment.
     *
     * @param before bytes of the reassembled packet's length field that precede the fragmentable part
     * @param length bytes of fragmentable part here
     */
    static int fragment(ParsedPacket out, int offset, boolean more, int before, int length) {
        out.fragment = offset == 0 ? FRAGMENT_FIRST : FRAGMENT_LATER;
        out.fragmentOffset = offset;
        if (length == 0 || (more && (length & 7) != 0)) {
            return ParseCode.FRAGMENT_BAD_LENGTH;
        }
        return before + offset + length > MAXIMUM_PACKET ? ParseCode.FRAGMENT_BEYOND_MAXIMUM : ParseCode.OK;
    }

    static int laterFragment(ParsedPacket out) {
        out.payloadOffset = out.transportOffset;
        boolean overlaps = out.protocol == IpProtocol.TCP && out.fragmentOffset < TcpView.MINIMUM_LENGTH;
        return overlaps ? ParseCode.FRAGMENT_OVERLAPS_HEADER : ParseCode.OK;
    }

    /** The code for a transport header that is not all there: in a first fragment it is an attack's sign. */
    static int truncated(ParsedPacket out, int code) {
        return out.fragment == FRAGMENT_NONE ? code : ParseCode.FRAGMENT_TINY;
    }

    static int tcp(ParsedPacket out) {
        if (out.transportLength < TcpView.MINIMUM_LENGTH) {
            return truncated(out, ParseCode.TCP_TRUNCATED);
        }
        MemorySegment segment = out.segment;
        long tcp = out.base + out.transportOffset;
        int offsetFlags = Wire.u16(segment, tcp + TcpView.DATA_OFFSET);
        int headerLength = (offsetFlags >>> 12) << 2;
        if (headerLength < TcpView.MINIMUM_LENGTH) {
            return ParseCode.TCP_BAD_DATA_OFFSET;
        }
        if (headerLength > out.transportLength) {
            return truncated(out, ParseCode.TCP_BAD_DATA_OFFSET);
        }
        ports(out, Wire.u32(segment, tcp + TcpView.SOURCE_PORT));
        out.tcpFlags = offsetFlags & 0xff;
        out.payloadOffset = out.transportOffset + headerLength;
        return isSent(out.tcpFlags) ? ParseCode.OK : ParseCode.TCP_BAD_FLAGS;
    }

    private static boolean isSent(int flags) {
        if ((flags & TcpView.SYN) != 0) {
            return (flags & (TcpView.RST | TcpView.FIN)) == 0;
        }
        return (flags & (TcpView.RST | TcpView.ACK)) != 0;
    }

    static int udp(ParsedPacket out) {
        if (out.transportLength < UdpView.LENGTH) {
            return truncated(out, ParseCode.UDP_TRUNCATED);
        }
        MemorySegment segment = out.segment;
        long udp = out.base + out.transportOffset;
        int length = Wire.u16(segment, udp + UdpView.DATAGRAM_LENGTH);
        if (length < UdpView.LENGTH) {
            return ParseCode.UDP_BAD_LENGTH;
        }
        if (out.fragment == FRAGMENT_NONE) {
            if (length > out.transportLength) {
                return ParseCode.UDP_BEYOND_PACKET;
            }
            out.transportLength = length;
        }
        ports(out, Wire.u32(segment, udp + UdpView.SOURCE_PORT));
        out.payloadOffset = out.transportOffset + UdpView.LENGTH;
        return ParseCode.OK;
    }

    private static void ports(ParsedPacket out, int both) {
        out.sourcePort = both >>> 16;
        out.destinationPort = both & 0xffff;
    }
}
