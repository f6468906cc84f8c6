package io.weir.kernel.io;

import static io.weir.kernel.io.InternetSum.U16;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Where the headers of a frame are: Ethernet with up to two VLAN tags, IPv4 with options (RFC 791), IPv6 with extension
 * headers (RFC 8200). One is used for many frames; offsets are from the start of the frame, in bytes.
 */
final class FrameHeaders {
    /** IANA protocol number. */
    static final int TCP = 6;
    /** IANA protocol number. */
    static final int UDP = 17;

    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int TAGS = 2;
    private static final int ETHER_TYPE_VLAN = 0x8100;
    private static final int ETHER_TYPE_SERVICE_VLAN = 0x88a8;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int ETHER_TYPE_IPV6 = 0x86dd;
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_FRAGMENT = 0x3fff;
    private static final int IPV6_HEADER = 40;
    private static final int EXTENSIONS = 8;
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;

    private int network;
    private int networkEnd;
    private int transport;
    private int protocol;
    private boolean ipv4;

    /**
     * Looks for the transport header.
     *
     * @return whether the frame holds one whole, unfragmented packet of TCP or UDP
     */
    boolean parse(MemorySegment segment, long base, int length) {
        network = networkOffset(segment, base, length);
        if (network < 0) {
            return false;
        }
        boolean found = ipv4 ? parseIpv4(segment, base, length) : parseIpv6(segment, base, length);
        if (!found) {
            return false;
        }
        int left = networkEnd - transport;
        return protocol == TCP
                ? left >= TCP_HEADER && left >= tcpHeader(segment, base) && tcpHeader(segment, base) >= TCP_HEADER
                : protocol == UDP && left >= UDP_HEADER;
    }

    /** Where a frame's IP header starts, -1 if there is none. */
    int networkOffset(MemorySegment segment, long base, int length) {
        int at = ETHERNET;
        for (int tags = 0; tags <= TAGS && at + IPV4_HEADER <= length; tags++) {
            int type = Short.toUnsignedInt(segment.get(U16, base + at - 2));
            if (type == ETHER_TYPE_IPV4 || type == ETHER_TYPE_IPV6) {
                ipv4 = type == ETHER_TYPE_IPV4;
                return at;
            }
            if (type != ETHER_TYPE_VLAN && type != ETHER_TYPE_SERVICE_VLAN) {
                return -1;
            }
            at += TAG;
        }
        return -1;
    }

    private boolean parseIpv4(MemorySegment segment, long base, int length) {
        int first = Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + network));
        int header = (first & 0xf) * 4;
        networkEnd = network + Short.toUnsignedInt(segment.get(U16, base + network + 2));
        transport = network + header;
        protocol = Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + network + 9));
        boolean fragment = (segment.get(U16, base + network + 6) & IPV4_FRAGMENT) != 0;
        return first >>> 4 == 4 && header >= IPV4_HEADER && networkEnd <= length && transport < networkEnd && !fragment;
    }

    private boolean parseIpv6(MemorySegment segment, long base, int length) {
        transport = network + IPV6_HEADER;
        if (transport > length || (segment.get(JAVA_BYTE, base + network) >>> 4 & 0xf) != 6) {
            return false;
        }
        networkEnd = transport + Short.toUnsignedInt(segment.get(U16, base + network + 4));
        if (networkEnd > length) {
            return false;
        }
        protocol = Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + network + 6));
        for (int i = 0; i < EXTENSIONS && extension(protocol); i++) {
            if (transport + 8 > networkEnd) {
                return false;
            }
            protocol = Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + transport));
            transport += (Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + transport + 1)) + 1) * 8;
        }
        return transport < networkEnd;
    }

    private static boolean extension(int header) {
        // Not the routing header: with it the checksum covers another destination than the header's.
        return header == HOP_BY_HOP || header == DESTINATION_OPTIONS;
    }

    /** Whether the packet is IPv4, else IPv6. */
    boolean ipv4() {
        return ipv4;
    }

    /** Where the IP header starts. */
    int network() {
        return network;
    }

    /** Behind the packet; padding may follow. */
    int networkEnd() {
        return networkEnd;
    }

    /** Where the transport header starts. */
    int transport() {
        return transport;
    }

    /** {@link #TCP} or {@link #UDP}. */
    int protocol() {
        return protocol;
    }

    /** Bytes of the TCP header with its options. */
    int tcpHeader(MemorySegment segment, long base) {
        return (segment.get(JAVA_BYTE, base + transport + 12) >>> 4 & 0xf) * 4;
    }

    /** Where the transport checksum stands. */
    int checksumOffset() {
        return transport + (protocol == TCP ? 16 : 6);
    }

    /** The sum of the pseudo header for a transport packet of this many bytes. */
    long pseudoSum(MemorySegment segment, long base, int transportLength) {
        long addresses = ipv4
                ? InternetSum.of(segment, base + network + 12, 8)
                : InternetSum.of(segment, base + network + 8, 32);
        return addresses + InternetSum.ofWord(protocol) + InternetSum.ofWord(transportLength);
    }
}
