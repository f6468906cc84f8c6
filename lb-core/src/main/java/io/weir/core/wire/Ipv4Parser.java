package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.FAMILY_IPV4;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_LATER;

import java.lang.foreign.MemorySegment;

/** The IPv4 part of {@link PacketParser}. */
final class Ipv4Parser {
    private static final int OPTION_END = 0;
    private static final int OPTION_NO_OPERATION = 1;
    private static final int OPTION_LOOSE_SOURCE_ROUTE = 131;
    private static final int OPTION_STRICT_SOURCE_ROUTE = 137;

    private Ipv4Parser() {}

    static int parse(ParsedPacket out, int at) {
        int available = out.length - at;
        if (available < Ipv4View.MINIMUM_LENGTH) {
            return ParseCode.IPV4_TRUNCATED;
        }
        MemorySegment segment = out.segment;
        long ip = out.base + at;
        int versionIhl = Wire.u8(segment, ip + Ipv4View.VERSION_IHL);
        if (versionIhl >>> 4 != 4) {
            return ParseCode.IPV4_BAD_VERSION;
        }
        int headerLength = (versionIhl & 0xf) << 2;
        int totalLength = Wire.u16(segment, ip + Ipv4View.TOTAL_LENGTH);
        if (headerLength < Ipv4View.MINIMUM_LENGTH || totalLength < headerLength) {
            return ParseCode.IPV4_BAD_HEADER_LENGTH;
        }
        if (totalLength > available) {
            return ParseCode.IPV4_BEYOND_FRAME;
        }
        int sum = headerLength == Ipv4View.MINIMUM_LENGTH
                ? InternetChecksum.sumHeader4(segment, ip)
                : InternetChecksum.sum(segment, ip, headerLength);
        if (sum != 0xffff) {
            return ParseCode.IPV4_BAD_CHECKSUM;
        }
        out.family = FAMILY_IPV4;
        out.networkEnd = at + totalLength;
        out.protocol = Wire.u8(segment, ip + Ipv4View.PROTOCOL);
        out.hopLimit = Wire.u8(segment, ip + Ipv4View.TIME_TO_LIVE);
        out.sourceLow = Wire.u32(segment, ip + Ipv4View.SOURCE_ADDRESS) & Wire.MASK_32;
        out.destinationLow = Wire.u32(segment, ip + Ipv4View.DESTINATION_ADDRESS) & Wire.MASK_32;
        out.identification = Wire.u16(segment, ip + Ipv4View.IDENTIFICATION);
        out.transportOffset = at + headerLength;
        out.transportLength = totalLength - headerLength;
        int code = headerLength == Ipv4View.MINIMUM_LENGTH
                ? ParseCode.OK
                : options(segment, ip + Ipv4View.MINIMUM_LENGTH, headerLength - Ipv4View.MINIMUM_LENGTH);
        if (code == ParseCode.OK) {
            code = fragment(out, Wire.u16(segment, ip + Ipv4View.FLAGS_FRAGMENT_OFFSET));
        }
        return code == ParseCode.OK ? transport(out) : code;
    }

    private static int fragment(ParsedPacket out, int flagsOffset) {
        if ((flagsOffset & (Ipv4View.MORE_FRAGMENTS | Ipv4View.FRAGMENT_OFFSET_MASK)) == 0) {
            return ParseCode.OK;
        }
        return TransportParser.fragment(
                out,
                (flagsOffset & Ipv4View.FRAGMENT_OFFSET_MASK) << 3,
                (flagsOffset & Ipv4View.MORE_FRAGMENTS) != 0,
                out.transportOffset - out.networkOffset,
                out.transportLength);
    }

    private static int transport(ParsedPacket out) {
        if (out.fragment == FRAGMENT_LATER) {
            return switch (out.protocol) {
                case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP -> TransportParser.laterFragment(out);
                default -> ParseCode.OTHER_PROTOCOL;
            };
        }
        return switch (out.protocol) {
            case IpProtocol.TCP -> TransportParser.tcp(out);
            case IpProtocol.UDP -> TransportParser.udp(out);
            case IpProtocol.ICMP -> IcmpParser.icmp(out);
            default -> ParseCode.OTHER_PROTOCOL;
        };
    }

    private static int options(MemorySegment segment, long options, int length) {
        int at = 0;
        while (at < length) {
            int type = Wire.u8(segment, options + at);
            if (type == OPTION_END) {
                return ParseCode.OK;
            }
            if (type == OPTION_NO_OPERATION) {
                at++;
                continue;
            }
            if (type == OPTION_LOOSE_SOURCE_ROUTE || type == OPTION_STRICT_SOURCE_ROUTE) {
                return ParseCode.IPV4_SOURCE_ROUTED;
            }
            int optionLength = at + 1 < length ? Wire.u8(segment, options + at + 1) : 0;
            if (optionLength < 2 || optionLength > length - at) {
                return ParseCode.IPV4_BAD_OPTION;
            }
            at += optionLength;
        }
        return ParseCode.OK;
    }
}
