package io.weir.arp.wire;

/**
 * Classic BPF programs (linux/bpf_common.h) that let only answers to questions of ours through: TCP to some ports of
 * this host, and ICMP. Without them the socket would see all that the balancer carries.
 */
public final class AnswerFilter {
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_HALF_INDEXED = 0x48;
    /** {@code ldx 4*([k]&0xf)}: the length of an IPv4 header. */
    private static final int LOAD_HEADER_LENGTH = 0xb1;

    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_GREATER = 0x25;
    private static final int JUMP_IF_NOT_LESS = 0x35;
    private static final int RETURN = 0x06;

    /** {@code SKF_AD_OFF + SKF_AD_PKTTYPE}; 0 is {@code PACKET_HOST}. */
    private static final int PACKET_TYPE = -0x1000 + 4;

    private static final int ETHERNET = 14;
    private static final int IPV4_PROTOCOL = ETHERNET + 9;
    private static final int IPV6_NEXT_HEADER = ETHERNET + 6;
    private static final int IPV6_LENGTH = 40;
    private static final int DESTINATION_PORT = 2;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int TCP = 6;
    private static final int KEPT = 2048;

    private AnswerFilter() {}

    /** For a socket of ETH_P_IP. */
    public static long[] ipv4(int firstPort, int lastPort) {
        return new long[] {
            instruction(LOAD_BYTE, 0, 0, PACKET_TYPE),
            instruction(JUMP_IF_EQUAL, 0, 8, 0),
            instruction(LOAD_BYTE, 0, 0, IPV4_PROTOCOL),
            instruction(JUMP_IF_EQUAL, 5, 0, ICMP),
            instruction(JUMP_IF_EQUAL, 0, 5, TCP),
            instruction(LOAD_HEADER_LENGTH, 0, 0, ETHERNET),
            instruction(LOAD_HALF_INDEXED, 0, 0, ETHERNET + DESTINATION_PORT),
            instruction(JUMP_IF_NOT_LESS, 0, 2, firstPort),
            instruction(JUMP_IF_GREATER, 1, 0, lastPort),
            instruction(RETURN, 0, 0, KEPT),
            instruction(RETURN, 0, 0, 0)
        };
    }

    /** For a socket of ETH_P_IPV6; packets with extension headers are not let through. */
    public static long[] ipv6(int firstPort, int lastPort) {
        return new long[] {
            instruction(LOAD_BYTE, 0, 0, PACKET_TYPE),
            instruction(JUMP_IF_EQUAL, 0, 7, 0),
            instruction(LOAD_BYTE, 0, 0, IPV6_NEXT_HEADER),
            instruction(JUMP_IF_EQUAL, 4, 0, ICMPV6),
            instruction(JUMP_IF_EQUAL, 0, 4, TCP),
            instruction(LOAD_HALF, 0, 0, ETHERNET + IPV6_LENGTH + DESTINATION_PORT),
            instruction(JUMP_IF_NOT_LESS, 0, 2, firstPort),
            instruction(JUMP_IF_GREATER, 1, 0, lastPort),
            instruction(RETURN, 0, 0, KEPT),
            instruction(RETURN, 0, 0, 0)
        };
    }

    private static long instruction(int code, int whenTrue, int whenFalse, int k) {
        return (long) code << 48 | (long) whenTrue << 40 | (long) whenFalse << 32 | (k & 0xffff_ffffL);
    }
}
