package io.weir.kernel.netlink;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netlink.h">linux/netlink.h</a>.
 */
public final class Netlink {
    static final int NETLINK_ROUTE = 0;

    /** The protocol of nf_tables. */
    public static final int NETLINK_NETFILTER = 12;

    static final int NETLINK_GENERIC = 16;

    static final int NLM_F_REQUEST = 0x01;
    static final int NLM_F_MULTI = 0x02;
    static final int NLM_F_ACK = 0x04;
    static final int NLM_F_DUMP_INTR = 0x10;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_EXCL = 0x200;

    /** Make it if there is none. */
    public static final int NLM_F_CREATE = 0x400;

    /** Behind what there is already, not before. */
    public static final int NLM_F_APPEND = 0x800;

    static final int NLM_F_CAPPED = 0x100;
    static final int NLM_F_ACK_TLVS = 0x200;

    static final int NLMSG_NOOP = 0x1;
    static final int NLMSG_ERROR = 0x2;
    static final int NLMSG_DONE = 0x3;
    static final int NLMSG_OVERRUN = 0x4;

    static final int NLA_F_NESTED = 0x8000;

    static final int NLMSGERR_ATTR_MSG = 1;

    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;

    /** Messages and attributes begin at multiples of this. */
    static final int NLMSG_ALIGNTO = 4;

    private Netlink() {}

    static long align(long length) {
        return (length + NLMSG_ALIGNTO - 1) & -NLMSG_ALIGNTO;
    }
}
