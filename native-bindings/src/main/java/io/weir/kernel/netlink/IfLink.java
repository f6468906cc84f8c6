package io.weir.kernel.netlink;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_link.h">linux/if_link.h</a>,
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if.h">linux/if.h</a> and linux/if_arp.h.
 */
public final class IfLink {
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_CARRIER = 33;

    /** Administratively up. */
    public static final int IFF_UP = 0x1;

    /** A loopback interface. */
    public static final int IFF_LOOPBACK = 0x8;

    /** Up and able to carry packets (RFC 2863 OPER_UP). */
    public static final int IFF_RUNNING = 0x40;

    /** Does not use ARP. */
    public static final int IFF_NOARP = 0x80;

    /** {@code ARPHRD_ETHER} of linux/if_arp.h. */
    public static final int ARPHRD_ETHER = 1;

    private IfLink() {}
}
