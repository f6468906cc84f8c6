package io.weir.kernel.nftables;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netfilter/nfnetlink.h">linux/netfilter/nfnetlink.h</a> and linux/netfilter.h.
 */
final class Nfnetlink {
    static final int NFNL_SUBSYS_NFTABLES = 10;
    static final int NFNL_MSG_BATCH_BEGIN = 16;
    static final int NFNL_MSG_BATCH_END = 17;
    static final int NFNETLINK_V0 = 0;

    static final int NFPROTO_INET = 1;
    static final int NFPROTO_NETDEV = 5;
    static final int NF_ACCEPT = 1;
    static final int NF_DROP = 0;
    static final int NF_NETDEV_INGRESS = 0;
    static final int NF_INET_PRE_ROUTING = 0;

    private Nfnetlink() {}
}
