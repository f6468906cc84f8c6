package io.weir.core.wire;

/** Numbers of the IPv4 protocol field and the IPv6 next-header field (IANA protocol numbers). */
public final class IpProtocol {
    /** The IPv6 hop-by-hop options header, RFC 8200 section 4.3. */
    public static final int HOP_BY_HOP = 0;
    /** ICMP for IPv4, RFC 792. */
    public static final int ICMP = 1;
    /** TCP, RFC 9293. */
    public static final int TCP = 6;
    /** UDP, RFC 768. */
    public static final int UDP = 17;
    /** The IPv6 routing header, RFC 8200 section 4.4. */
    public static final int ROUTING = 43;
    /** The IPv6 fragment header, RFC 8200 section 4.5. */
    public static final int FRAGMENT = 44;
    /** The authentication header, RFC 4302. */
    public static final int AUTHENTICATION = 51;
    /** ICMP for IPv6, RFC 4443. */
    public static final int ICMPV6 = 58;
    /** IPv6: nothing follows, RFC 8200 section 4.7. */
    public static final int NO_NEXT_HEADER = 59;
    /** The IPv6 destination options header, RFC 8200 section 4.6. */
    public static final int DESTINATION_OPTIONS = 60;

    private IpProtocol() {}
}
