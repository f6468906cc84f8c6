package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.ICMP_ECHO_REPLY;
import static io.weir.core.wire.ParsedPacket.ICMP_ECHO_REQUEST;
import static io.weir.core.wire.ParsedPacket.ICMP_ERROR;
import static io.weir.core.wire.ParsedPacket.ICMP_OTHER;

import java.lang.foreign.MemorySegment;

/** The ICMP and ICMPv6 part of {@link PacketParser}, with the packet an error quotes. */
final class IcmpParser {
    /** RFC 792: an error quotes the header and at least this much behind it. */
    private static final int QUOTED_TRANSPORT = 8;

    private IcmpParser() {}

    static int icmp(ParsedPacket out) {
        if (out.transportLength < IcmpView.LENGTH) {
            return TransportParser.truncated(out, ParseCode.ICMP_TRUNCATED);
        }
        header(out);
        if (IcmpView.isError(out.icmpType)) {
            out.icmpKind = ICMP_ERROR;
            return innerIpv4(out, quotedEnd(out, IcmpView.ORIGINAL_DATAGRAM_LENGTH, 2));
        }
        out.icmpKind = kind(out.icmpType, IcmpView.ECHO_REQUEST, IcmpView.ECHO_REPLY);
        out.icmpIdentifier = identifier(out, out.transportOffset, out.icmpKind);
        return ParseCode.OK;
    }

    static int icmpv6(ParsedPacket out) {
        if (out.transportLength < Icmpv6View.LENGTH) {
            return TransportParser.truncated(out, ParseCode.ICMP_TRUNCATED);
        }
        header(out);
        if (Icmpv6View.isError(out.icmpType)) {
            out.icmpKind = ICMP_ERROR;
            boolean extensible =
                    out.icmpType == Icmpv6View.DESTINATION_UNREACHABLE || out.icmpType == Icmpv6View.TIME_EXCEEDED;
            return innerIpv6(
                    out, extensible ? quotedEnd(out, Icmpv6View.ORIGINAL_DATAGRAM_LENGTH, 3) : transportEnd(out));
        }
        out.icmpKind = kind(out.icmpType, Icmpv6View.ECHO_REQUEST, Icmpv6View.ECHO_REPLY);
        out.icmpIdentifier = identifier(out, out.transportOffset, out.icmpKind);
        return ParseCode.OK;
    }

    private static void header(ParsedPacket out) {
        long icmp = out.base + out.transportOffset;
        out.icmpType = Wire.u8(out.segment, icmp + IcmpView.TYPE);
        out.icmpCode = Wire.u8(out.segment, icmp + IcmpView.CODE);
        out.payloadOffset = out.transportOffset + IcmpView.LENGTH;
    }

    private static int kind(int type, int request, int reply) {
        if (type == request) {
            return ICMP_ECHO_REQUEST;
        }
        return type == reply ? ICMP_ECHO_REPLY : ICMP_OTHER;
    }

    private static int identifier(ParsedPacket out, int icmp, int kind) {
        return kind == ICMP_OTHER ? 0 : Wire.u16(out.segment, out.base + icmp + IcmpView.IDENTIFIER);
    }

    private static int transportEnd(ParsedPacket out) {
        return out.transportOffset + out.transportLength;
    }

    /** Behind the quoted packet: RFC 4884 gives its length in words when extensions follow, and 0 otherwise. */
    private static int quotedEnd(ParsedPacket out, long lengthField, int wordShift) {
        int quoted = Wire.u8(out.segment, out.base + out.transportOffset + lengthField) << wordShift;
        int end = transportEnd(out);
        return quoted == 0 ? end : Math.min(end, out.payloadOffset + quoted);
    }

    private static int innerIpv4(ParsedPacket out, int end) {
        int at = out.payloadOffset;
        if (end - at < Ipv4View.MINIMUM_LENGTH) {
            return ParseCode.ICMP_INNER_TRUNCATED;
        }
        MemorySegment segment = out.segment;
        long ip = out.base + at;
        int versionIhl = Wire.u8(segment, ip + Ipv4View.VERSION_IHL);
        int headerLength = (versionIhl & 0xf) << 2;
        int totalLength = Wire.u16(segment, ip + Ipv4View.TOTAL_LENGTH);
        if (versionIhl >>> 4 != 4 || headerLength < Ipv4View.MINIMUM_LENGTH || totalLength < headerLength) {
            return ParseCode.ICMP_INNER_BAD_HEADER;
        }
        if (headerLength > end - at) {
            return ParseCode.ICMP_INNER_TRUNCATED;
        }
        if ((Wire.u16(segment, ip + Ipv4View.FLAGS_FRAGMENT_OFFSET) & Ipv4View.FRAGMENT_OFFSET_MASK) != 0) {
            return ParseCode.ICMP_INNER_LATER_FRAGMENT;
        }
        out.innerOffset = at;
        out.innerProtocol = Wire.u8(segment, ip + Ipv4View.PROTOCOL);
        out.innerSourceLow = Wire.u32(segment, ip + Ipv4View.SOURCE_ADDRESS) & Wire.MASK_32;
        out.innerDestinationLow = Wire.u32(segment, ip + Ipv4View.DESTINATION_ADDRESS) & Wire.MASK_32;
        out.innerTransportOffset = at + headerLength;
        return innerTransport(out, Math.min(end, at + totalLength), IpProtocol.ICMP);
    }

    private static int innerIpv6(ParsedPacket out, int end) {
        int at = out.payloadOffset;
        if (end - at < Ipv6View.LENGTH) {
            return ParseCode.ICMP_INNER_TRUNCATED;
        }
        MemorySegment segment = out.segment;
        long ip = out.base + at;
        if (Wire.u8(segment, ip + Ipv6View.VERSION_CLASS_FLOW) >>> 4 != 6) {
            return ParseCode.ICMP_INNER_BAD_HEADER;
        }
        int innerEnd = Math.min(end, at + Ipv6View.LENGTH + Wire.u16(segment, ip + Ipv6View.PAYLOAD_LENGTH));
        ExtensionChain chain = out.extensions;
        int code = chain.walk(
                segment, out.base, at + Ipv6View.LENGTH, innerEnd, Wire.u8(segment, ip + Ipv6View.NEXT_HEADER));
        if (code != ParseCode.OK) {
            boolean truncated = code == ParseCode.IPV6_EXTENSION_TRUNCATED || code == ParseCode.FRAGMENT_TINY;
            return truncated ? ParseCode.ICMP_INNER_TRUNCATED : ParseCode.ICMP_INNER_BAD_HEADER;
        }
        if (chain.isLaterFragment(segment, out.base)) {
            return ParseCode.ICMP_INNER_LATER_FRAGMENT;
        }
        out.innerOffset = at;
        out.innerProtocol = chain.protocol;
        out.innerSourceHigh = Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS);
        out.innerSourceLow = Wire.u64(segment, ip + Ipv6View.SOURCE_ADDRESS + 8);
        out.innerDestinationHigh = Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS);
        out.innerDestinationLow = Wire.u64(segment, ip + Ipv6View.DESTINATION_ADDRESS + 8);
        out.innerTransportOffset = chain.offset;
        return innerTransport(out, innerEnd, IpProtocol.ICMPV6);
    }

    private static int innerTransport(ParsedPacket out, int end, int icmp) {
        int protocol = out.innerProtocol;
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP && protocol != icmp) {
            return ParseCode.ICMP_INNER_OTHER_PROTOCOL;
        }
        out.innerTransportLength = end - out.innerTransportOffset;
        if (out.innerTransportLength < QUOTED_TRANSPORT) {
            return ParseCode.ICMP_INNER_TRUNCATED;
        }
        if (protocol == icmp) {
            return innerIcmp(out, icmp);
        }
        int ports = Wire.u32(out.segment, out.base + out.innerTransportOffset);
        out.innerSourcePort = ports >>> 16;
        out.innerDestinationPort = ports & 0xffff;
        return ParseCode.OK;
    }

    private static int innerIcmp(ParsedPacket out, int icmp) {
        int type = Wire.u8(out.segment, out.base + out.innerTransportOffset);
        if (icmp == IpProtocol.ICMP ? IcmpView.isError(type) : Icmpv6View.isError(type)) {
            return ParseCode.ICMP_INNER_IS_ERROR;
        }
        int kind = icmp == IpProtocol.ICMP
                ? kind(type, IcmpView.ECHO_REQUEST, IcmpView.ECHO_REPLY)
                : kind(type, Icmpv6View.ECHO_REQUEST, Icmpv6View.ECHO_REPLY);
        out.innerIcmpIdentifier = identifier(out, out.innerTransportOffset, kind);
        return ParseCode.OK;
    }
}
