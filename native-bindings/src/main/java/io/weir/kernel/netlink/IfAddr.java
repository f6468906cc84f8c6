package io.weir.kernel.netlink;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_addr.h">linux/if_addr.h</a>.
 */
public final class IfAddr {
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_CACHEINFO = 6;
    static final int IFA_FLAGS = 8;
    static final int IFA_PROTO = 11;

    /** IPv6: made up for privacy, replaced every day (RFC 8981). The same bit says "secondary" of an IPv4 address. */
    public static final int IFA_F_TEMPORARY = 0x01;

    /** IPv6: in use at once, without asking the link whether someone else has it (RFC 4862, section 5.4). */
    public static final int IFA_F_NODAD = 0x02;

    /** IPv6: someone else has it. */
    public static final int IFA_F_DADFAILED = 0x08;

    /** IPv6: not chosen as the source of new connections (RFC 4862, section 5.5.4). */
    public static final int IFA_F_DEPRECATED = 0x20;

    /** IPv6: nobody may bind it yet, because duplicate address detection is running. */
    public static final int IFA_F_TENTATIVE = 0x40;

    /** Does not expire. */
    public static final int IFA_F_PERMANENT = 0x80;

    private IfAddr() {}
}
