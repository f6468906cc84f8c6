package io.weir.kernel.netlink;

/**
 * Numbers of tc: of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>,
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/pkt_cls.h">linux/pkt_cls.h</a> and
 * linux/pkt_sched.h.
 */
final class TrafficControl {
    static final int RTM_NEWQDISC = 36;
    static final int RTM_DELQDISC = 37;
    static final int RTM_NEWTFILTER = 44;
    static final int RTM_DELTFILTER = 45;
    static final int RTM_GETTFILTER = 46;

    static final int TCA_KIND = 1;
    static final int TCA_OPTIONS = 2;

    static final int TCA_BPF_FD = 6;
    static final int TCA_BPF_NAME = 7;
    static final int TCA_BPF_FLAGS = 8;
    static final int TCA_BPF_ID = 11;
    static final int TCA_BPF_FLAG_ACT_DIRECT = 1;

    static final int TC_H_CLSACT = 0xffff_fff1;
    static final int TC_H_MIN_INGRESS = 0xfff2;
    static final int TC_H_MIN_EGRESS = 0xfff3;

    private TrafficControl() {}
}
