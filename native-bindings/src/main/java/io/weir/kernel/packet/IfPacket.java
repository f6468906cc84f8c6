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

    private IfPacket() {}
}
