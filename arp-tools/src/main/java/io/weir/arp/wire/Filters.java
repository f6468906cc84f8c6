package io.weir.arp.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Classic BPF programs (linux/bpf_common.h, linux/filter.h) that keep away what would be thrown away: frames for other
 * stations, which promiscuous interfaces hand over, and IPv6 other than neighbour solicitations and advertisements.
 */
final class Filters {
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** {@code SKF_AD_OFF + SKF_AD_PKTTYPE}: where a program finds the kind of destination. */
    private static final int PACKET_TYPE = -0x1000 + 4;
    /** {@code SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT}: 1 for a frame whose tag the kernel has taken off. */
    private static final int VLAN_TAG_PRESENT = -0x1000 + 48;
    /** {@code PACKET_OTHERHOST} of linux/if_packet.h. */
    private static final int OTHER_HOST = 3;

    private static final int IPV6_NEXT_HEADER = 14 + 6;
    private static final int ICMPV6_TYPE = 14 + 40;
    private static final int ICMPV6 = 58;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;

    /** Longer than any of these messages has to be; what is cut off fails its checksum. */
    private static final int KEPT = 2048;

    private Filters() {}

    /** Frames to us or to all. */
    static long[] arp() {
        return program(List.of());
    }

    /** Neighbour solicitations and advertisements without extension headers, to us or to a group. */
    static long[] neighborDiscovery() {
        return program(List.of(
                instruction(LOAD_BYTE, 0, 0, IPV6_NEXT_HEADER),
                // Jumps count from the next instruction; the last one refuses.
                instruction(JUMP_IF_EQUAL, 0, 4, ICMPV6),
                instruction(LOAD_BYTE, 0, 0, ICMPV6_TYPE),
                instruction(JUMP_IF_EQUAL, 1, 0, SOLICITATION),
                instruction(JUMP_IF_EQUAL, 0, 1, ADVERTISEMENT)));
    }

    private static long[] program(List<Long> rest) {
        int refuse = rest.size() + 1;
        List<Long> all = new ArrayList<>();
        all.add(instruction(LOAD_BYTE, 0, 0, PACKET_TYPE));
        all.add(instruction(JUMP_IF_EQUAL, refuse + 2, 0, OTHER_HOST));
        all.add(instruction(LOAD_BYTE, 0, 0, VLAN_TAG_PRESENT));
        all.add(instruction(JUMP_IF_EQUAL, 0, refuse, 0));
        all.addAll(rest);
        all.add(instruction(RETURN, 0, 0, KEPT));
        all.add(instruction(RETURN, 0, 0, 0));
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    private static long instruction(int code, int whenTrue, int whenFalse, int k) {
        return (long) code << 48 | (long) whenTrue << 40 | (long) whenFalse << 32 | (k & 0xffff_ffffL);
    }
}
