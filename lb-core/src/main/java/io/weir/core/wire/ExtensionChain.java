package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/** Walks the IPv6 extension headers of one packet (RFC 8200 section 4), at most a fixed number of them. */
final class ExtensionChain {
    private static final int MINIMUM_LENGTH = 8;
    private static final int SEGMENTS_LEFT = 3;

    static final int FRAGMENT_OFFSET = 2;
    static final int FRAGMENT_IDENTIFICATION = 4;

    /** What follows the last header walked. */
    int protocol;
    /** Where that starts, or where the walk stopped. */
    int offset;
    /** Where the fragment header starts, or {@link ParsedPacket#ABSENT}. */
    int fragmentHeader;

    /**
     * Walks from {@code at}; the header there is {@code next}. Stops behind the fragment header of a later fragment,
     * because what follows is data.
     *
     * @param end behind the last byte that may be read
     * @return a {@link ParseCode}
     */
    int walk(MemorySegment segment, long base, int at, int end, int next) {
        protocol = next;
        offset = at;
        fragmentHeader = ParsedPacket.ABSENT;
        for (int count = 0; isExtension(protocol); count++) {
            if (count == PacketParser.MAXIMUM_EXTENSION_HEADERS) {
                return ParseCode.IPV6_TOO_MANY_EXTENSIONS;
            }
            if (protocol == IpProtocol.HOP_BY_HOP && count > 0) {
                return ParseCode.IPV6_BAD_EXTENSION_ORDER;
            }
            if (end - offset < MINIMUM_LENGTH) {
                return truncated();
            }
            int code = step(segment, base + offset, end);
            if (code != ParseCode.OK || isLaterFragment(segment, base)) {
                return code;
            }
        }
        return ParseCode.OK;
    }

    private int step(MemorySegment segment, long header, int end) {
        int length = (Wire.u8(segment, header + 1) << 3) + 8;
        switch (protocol) {
            case IpProtocol.FRAGMENT -> {
                if (fragmentHeader != ParsedPacket.ABSENT) {
                    return ParseCode.IPV6_BAD_EXTENSION_ORDER;
                }
                fragmentHeader = offset;
                length = MINIMUM_LENGTH;
            }
            case IpProtocol.ROUTING -> {
                if (Wire.u8(segment, header + SEGMENTS_LEFT) != 0) {
                    return ParseCode.IPV6_SOURCE_ROUTED;
                }
            }
            case IpProtocol.AUTHENTICATION -> length = (Wire.u8(segment, header + 1) + 2) << 2; // RFC 4302: words - 2
            default -> {}
        }
        if (length > end - offset) {
            return truncated();
        }
        protocol = Wire.u8(segment, header);
        offset += length;
        return ParseCode.OK;
    }

    private int truncated() {
        return fragmentHeader == ParsedPacket.ABSENT ? ParseCode.IPV6_EXTENSION_TRUNCATED : ParseCode.FRAGMENT_TINY;
    }

    /** Whether the packet walked last is a fragment other than the first. */
    boolean isLaterFragment(MemorySegment segment, long base) {
        return fragmentHeader != ParsedPacket.ABSENT
                && (Wire.u16(segment, base + fragmentHeader + FRAGMENT_OFFSET) & ~7) != 0;
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }
}
