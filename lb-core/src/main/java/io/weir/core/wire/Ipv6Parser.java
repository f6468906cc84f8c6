package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.ABSENT;
import static io.weir.core.wire.ParsedPacket.FAMILY_IPV6;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_LATER;

import java.lang.foreign.MemorySegment;

/** The IPv6 part of {@link PacketParser}. */
final class Ipv6Parser {
    private Ipv6Parser() {}

    static int parse(ParsedPacket out, int at) {
        int available = out.length - at;
        if (available < Ipv6View.LENGTH) {
            return ParseCode.IPV6_TRUNCATED;
        }
        MemorySegment segment = out.segment;
        long ip = out.base + at;
        if (Wire.u8(segment, ip + Ipv6View.VERSION_CLASS_FLOW) >>> 4 != 6) {
            return ParseCode.IPV6_BAD_VERSION;
        }
        int payloadLength = Wire.u16(segment, ip + Ipv6View.PAYLOAD_LENGTH);
        int next = Wire.u8(segment, ip + Ipv6View.NEXT_HEADER);
        if (payloadLength == 0 && next == IpProtocol.HOP_BY_HOP) {
            return ParseCode.IPV6_JUMBOGRAM;
        }
        if (payloadLength > available - Ipv6View.LENGTH) {
            return ParseCode.IPV6_BEYOND_FRAME;
        }
        out.family = FAMILY_IPV6;
        out.networkEnd = at + Ipv6View.LENGTH + payloadLength;
        out.hopLimit = Wire.u8(segment, ip + Ipv6View.HOP_LIMIT);
        out.sourceHigh = Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS);
        out.sourceLow = Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS + 8);
        out.destinationHigh = Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS);
        out.destinationLow = Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS + 8);
        int code = extensions(out, at + Ipv6View.LENGTH, next);
        return code == ParseCode.OK ? transport(out) : code;
    }

    private static int extensions(ParsedPacket out, int at, int next) {
        ExtensionChain chain = out.extensions;
        int code = chain.walk(out.segment, out.base, at, out.networkEnd, next);
        if (code != ParseCode.OK) {
            return code;
        }
        out.protocol = chain.protocol;
        out.transportOffset = chain.offset;
        out.transportLength = out.networkEnd - chain.offset;
        if (chain.fragmentHeader == ABSENT) {
            return ParseCode.OK;
        }
        long header = out.base + chain.fragmentHeader;
        int offsetMore = Wire.u16(out.segment, header + ExtensionChain.FRAGMENT_OFFSET);
        out.identification = Wire.u32(out.segment, header + ExtensionChain.FRAGMENT_IDENTIFICATION);
        boolean atomic = (offsetMore & 0xfff9) == 0;
        if (atomic) {
            return ParseCode.OK;
        }
        int fragmentable = chain.fragmentHeader + 8;
        return TransportParser.fragment(
                out,
                offsetMore & 0xfff8,
                (offsetMore & 1) != 0,
                chain.fragmentHeader - at,
                out.networkEnd - fragmentable);
    }

    private static int transport(ParsedPacket out) {
        if (out.fragment == FRAGMENT_LATER) {
            return TransportParser.laterFragment(out);
        }
        return switch (out.protocol) {
            case IpProtocol.TCP -> TransportParser.tcp(out);
            case IpProtocol.UDP -> TransportParser.udp(out);
            case IpProtocol.ICMPV6 -> IcmpParser.icmpv6(out);
            default -> ParseCode.OTHER_PROTOCOL;
        };
    }
}
