package io.weir.kernel.packet;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_packet.h">linux/if_packet.h</a> and
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_ether.h">linux/if_ether.h</a>.
 */
public final class IfPacket {
    /** Every frame, in and out. */
    public static final int ETH_P_ALL = 0x0003;

    /** IPv4. */
    public static final int ETH_P_IP = 0x0800;

    /** ARP. */
    public static final int ETH_P_ARP = 0x0806;

    /** IPv6. */
    public static final int ETH_P_IPV6 = 0x86dd;

    /** Bytes of an Ethernet header. */
    public static final int ETH_HLEN = 14;

    static final int TPACKET_V2 = 1;
    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_COPY_THRESH = 7;
    static final int PACKET_VERSION = 10;
    static final int PACKET_TX_RING = 13;
    static final int PACKET_LOSS = 14;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_FANOUT = 18;
    static final int PACKET_QDISC_BYPASS = 20;
    static final int PACKET_FANOUT_DATA = 22;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int PACKET_FANOUT_CBPF = 6;
    static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    /** Since Linux 6.7; older ones refuse it with EINVAL. */
    static final int PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;

    static final int PACKET_MR_ALLMULTI = 2;

    /** {@code sll_pkttype}: sent by this host. */
    public static final int PACKET_OUTGOING = 4;

    /** Receive slot: the kernel's. */
    public static final int TP_STATUS_KERNEL = 0;

    /** Receive slot: ours. */
    public static final int TP_STATUS_USER = 1;

    /** Receive slot: too small; the whole packet is in the socket's queue. */
    public static final int TP_STATUS_COPY = 1 << 1;

    /** Receive slot: packets were dropped since the statistics were last read. */
    public static final int TP_STATUS_LOSING = 1 << 2;

    /** Receive slot: the interface took a VLAN tag off. */
    public static final int TP_STATUS_VLAN_VALID = 1 << 4;

    /** Transmit slot: ours. */
    public static final int TP_STATUS_AVAILABLE = 0;

    /** Transmit slot: to be sent. */
    public static final int TP_STATUS_SEND_REQUEST = 1;

    /** Transmit slot: refused. */
    public static final int TP_STATUS_WRONG_FORMAT = 1 << 2;

    private IfPacket() {}
}
