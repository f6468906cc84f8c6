package io.weir.core.wire;

import java.util.Arrays;

/**
 * What {@link PacketParser} says of a frame: {@link #OK} or the one reason why not. Plain ints from 0 to
 * {@link #COUNT}-1, so that a counter per code is an array; names and descriptions are for people.
 */
public final class ParseCode {
    /** Every header was understood and every length holds. */
    public static final int OK = 0;

    /** Fewer than 14 bytes. */
    public static final int ETHERNET_TRUNCATED = 1;
    /** IEEE 802.3 with LLC, as spanning tree uses. */
    public static final int ETHERNET_LLC = 2;
    /** Neither IPv4, IPv6 nor ARP. */
    public static final int OTHER_ETHER_TYPE = 3;
    /** The frame ends within a VLAN tag. */
    public static final int VLAN_TRUNCATED = 4;
    /** More tags than {@link PacketParser#MAXIMUM_VLAN_TAGS}. */
    public static final int VLAN_TOO_DEEP = 5;

    /** Fewer than 28 bytes of ARP. */
    public static final int ARP_TRUNCATED = 6;
    /** ARP for something else than IPv4 over Ethernet. */
    public static final int ARP_OTHER_TYPE = 7;

    /** Fewer than 20 bytes of IPv4. */
    public static final int IPV4_TRUNCATED = 8;
    /** The version field is not 4. */
    public static final int IPV4_BAD_VERSION = 9;
    /** IHL below 5, or a header longer than its packet. */
    public static final int IPV4_BAD_HEADER_LENGTH = 10;
    /** The total length is beyond the frame. */
    public static final int IPV4_BEYOND_FRAME = 11;
    /** The header checksum is wrong (RFC 1812 section 5.2.2). */
    public static final int IPV4_BAD_CHECKSUM = 12;
    /** An option's length is 0, 1 or beyond the header. */
    public static final int IPV4_BAD_OPTION = 13;
    /** A source route option (RFC 7126 section 4.3 says to drop): the address is not the final one. */
    public static final int IPV4_SOURCE_ROUTED = 14;

    /** Fewer than 40 bytes of IPv6. */
    public static final int IPV6_TRUNCATED = 15;
    /** The version field is not 6. */
    public static final int IPV6_BAD_VERSION = 16;
    /** The payload length is beyond the frame. */
    public static final int IPV6_BEYOND_FRAME = 17;
    /** A jumbogram (RFC 2675): payload length 0 with hop-by-hop options. */
    public static final int IPV6_JUMBOGRAM = 18;
    /** The packet ends within an extension header. */
    public static final int IPV6_EXTENSION_TRUNCATED = 19;
    /** More extension headers than {@link PacketParser#MAXIMUM_EXTENSION_HEADERS}. */
    public static final int IPV6_TOO_MANY_EXTENSIONS = 20;
    /** Hop-by-hop options that are not first, or a second fragment header (RFC 8200 section 4.1). */
    public static final int IPV6_BAD_EXTENSION_ORDER = 21;
    /** A routing header with segments left: the address is not the final one (RFC 5095, RFC 8754). */
    public static final int IPV6_SOURCE_ROUTED = 22;

    /** An empty fragment, or one that is not the last and no multiple of 8 bytes (RFC 791, RFC 8200). */
    public static final int FRAGMENT_BAD_LENGTH = 23;
    /** A fragment that would end beyond byte 65535 of its packet. */
    public static final int FRAGMENT_BEYOND_MAXIMUM = 24;
    /** A first fragment without its whole transport header (RFC 1858, RFC 7112). */
    public static final int FRAGMENT_TINY = 25;
    /** A later fragment that begins within the TCP header (RFC 3128). */
    public static final int FRAGMENT_OVERLAPS_HEADER = 26;

    /** Neither TCP, UDP nor the ICMP of its family. */
    public static final int OTHER_PROTOCOL = 27;

    /** Fewer than 20 bytes of TCP. */
    public static final int TCP_TRUNCATED = 28;
    /** Data offset below 5, or a header longer than its packet. */
    public static final int TCP_BAD_DATA_OFFSET = 29;
    /** None of SYN, RST and ACK, or SYN together with RST or FIN: no TCP sends these. */
    public static final int TCP_BAD_FLAGS = 30;

    /** Fewer than 8 bytes of UDP. */
    public static final int UDP_TRUNCATED = 31;
    /** A length field below 8. */
    public static final int UDP_BAD_LENGTH = 32;
    /** The length field is beyond the packet. */
    public static final int UDP_BEYOND_PACKET = 33;

    /** Fewer than 8 bytes of ICMP. */
    public static final int ICMP_TRUNCATED = 34;
    /** The packet quoted by an error ends before 8 bytes of its transport (RFC 792). */
    public static final int ICMP_INNER_TRUNCATED = 35;
    /** The packet quoted by an error has a header that cannot be. */
    public static final int ICMP_INNER_BAD_HEADER = 36;
    /** An error about a later fragment, which must not be sent (RFC 1122 section 3.2.2). */
    public static final int ICMP_INNER_LATER_FRAGMENT = 37;
    /** An error about an error, which must not be sent (RFC 1122 section 3.2.2, RFC 4443 section 2.4). */
    public static final int ICMP_INNER_IS_ERROR = 38;
    /** An error about neither TCP, UDP nor an ICMP query. */
    public static final int ICMP_INNER_OTHER_PROTOCOL = 39;

    /** The number of codes. */
    public static final int COUNT = 40;

    private static final String[] NAMES = new String[COUNT];
    private static final String[] DESCRIPTIONS = new String[COUNT];
    private static final boolean[] NOT_OURS = new boolean[COUNT];

    static {
        is(OK, "ok", "every header was understood");
        is(ETHERNET_TRUNCATED, "ethernet-truncated", "the frame is shorter than an Ethernet header");
        notOurs(ETHERNET_LLC, "ethernet-llc", "an IEEE 802.3 frame with LLC");
        notOurs(OTHER_ETHER_TYPE, "other-ether-type", "neither IPv4, IPv6 nor ARP");
        is(VLAN_TRUNCATED, "vlan-truncated", "the frame ends within a VLAN tag");
        is(VLAN_TOO_DEEP, "vlan-too-deep", "more than two VLAN tags");
        is(ARP_TRUNCATED, "arp-truncated", "the frame ends within the ARP packet");
        notOurs(ARP_OTHER_TYPE, "arp-other-type", "ARP for something else than IPv4 over Ethernet");
        is(IPV4_TRUNCATED, "ipv4-truncated", "the frame ends within the IPv4 header");
        is(IPV4_BAD_VERSION, "ipv4-bad-version", "the IPv4 version field is not 4");
        is(IPV4_BAD_HEADER_LENGTH, "ipv4-bad-header-length", "the IPv4 header is below 20 bytes or beyond its packet");
        is(IPV4_BEYOND_FRAME, "ipv4-beyond-frame", "the IPv4 total length is beyond the frame");
        is(IPV4_BAD_CHECKSUM, "ipv4-bad-checksum", "the IPv4 header checksum is wrong");
        is(IPV4_BAD_OPTION, "ipv4-bad-option", "an IPv4 option has an impossible length");
        is(IPV4_SOURCE_ROUTED, "ipv4-source-routed", "an IPv4 source route option");
        is(IPV6_TRUNCATED, "ipv6-truncated", "the frame ends within the IPv6 header");
        is(IPV6_BAD_VERSION, "ipv6-bad-version", "the IPv6 version field is not 6");
        is(IPV6_BEYOND_FRAME, "ipv6-beyond-frame", "the IPv6 payload length is beyond the frame");
        is(IPV6_JUMBOGRAM, "ipv6-jumbogram", "an IPv6 jumbogram");
        is(IPV6_EXTENSION_TRUNCATED, "ipv6-extension-truncated", "the packet ends within an IPv6 extension header");
        is(IPV6_TOO_MANY_EXTENSIONS, "ipv6-too-many-extensions", "more than eight IPv6 extension headers");
        is(IPV6_BAD_EXTENSION_ORDER, "ipv6-bad-extension-order", "IPv6 extension headers in a forbidden order");
        is(IPV6_SOURCE_ROUTED, "ipv6-source-routed", "an IPv6 routing header with segments left");
        is(FRAGMENT_BAD_LENGTH, "fragment-bad-length", "a fragment is empty or no multiple of 8 bytes");
        is(FRAGMENT_BEYOND_MAXIMUM, "fragment-beyond-maximum", "a fragment ends beyond 65535 bytes");
        is(FRAGMENT_TINY, "fragment-tiny", "a first fragment lacks its whole transport header");
        is(FRAGMENT_OVERLAPS_HEADER, "fragment-overlaps-header", "a later fragment begins within the TCP header");
        notOurs(OTHER_PROTOCOL, "other-protocol", "neither TCP, UDP nor ICMP");
        is(TCP_TRUNCATED, "tcp-truncated", "the packet ends within the TCP header");
        is(TCP_BAD_DATA_OFFSET, "tcp-bad-data-offset", "the TCP header is below 20 bytes or beyond its packet");
        is(TCP_BAD_FLAGS, "tcp-bad-flags", "TCP flags that no TCP sends together");
        is(UDP_TRUNCATED, "udp-truncated", "the packet ends within the UDP header");
        is(UDP_BAD_LENGTH, "udp-bad-length", "the UDP length is below 8");
        is(UDP_BEYOND_PACKET, "udp-beyond-packet", "the UDP length is beyond its packet");
        is(ICMP_TRUNCATED, "icmp-truncated", "the packet ends within the ICMP header");
        is(ICMP_INNER_TRUNCATED, "icmp-inner-truncated", "an ICMP error quotes too little");
        is(ICMP_INNER_BAD_HEADER, "icmp-inner-bad-header", "an ICMP error quotes an impossible header");
        is(ICMP_INNER_LATER_FRAGMENT, "icmp-inner-later-fragment", "an ICMP error about a later fragment");
        is(ICMP_INNER_IS_ERROR, "icmp-inner-is-error", "an ICMP error about an ICMP error");
        notOurs(ICMP_INNER_OTHER_PROTOCOL, "icmp-inner-other-protocol", "an ICMP error about another protocol");
    }

    private ParseCode() {}

    private static void is(int code, String name, String description) {
        NAMES[code] = name;
        DESCRIPTIONS[code] = description;
    }

    private static void notOurs(int code, String name, String description) {
        is(code, name, description);
        NOT_OURS[code] = true;
    }

    /** The name of a code for counters and fixtures, such as {@code ipv4-bad-checksum}. */
    public static String name(int code) {
        return NAMES[code];
    }

    /** What a code means, in words that follow "dropped:". */
    public static String description(int code) {
        return DESCRIPTIONS[code];
    }

    /**
     * Whether the frame is broken. False for {@link #OK} and for well-formed frames of protocols the parser does not
     * follow, which belong to the host.
     */
    public static boolean isMalformed(int code) {
        return code != OK && !NOT_OURS[code];
    }

    /** The code of a name, or -1. */
    public static int ofName(String name) {
        return Arrays.asList(NAMES).indexOf(name);
    }
}
