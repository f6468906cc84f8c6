package io.weir.kernel.packet;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * Structs of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_packet.h">linux/if_packet.h</a> that go
 * with the rings, version 2.
 */
final class Tpacket {
    /** {@code struct tpacket2_hdr}: the start of a slot; in a receive slot a {@code sockaddr_ll} follows. */
    static final StructLayout HEADER = MemoryLayout.structLayout(
            JAVA_INT.withName("tp_status"),
            JAVA_INT.withName("tp_len"),
            JAVA_INT.withName("tp_snaplen"),
            JAVA_SHORT.withName("tp_mac"),
            JAVA_SHORT.withName("tp_net"),
            JAVA_INT.withName("tp_sec"),
            JAVA_INT.withName("tp_nsec"),
            JAVA_SHORT.withName("tp_vlan_tci"),
            JAVA_SHORT.withName("tp_vlan_tpid"),
            MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("tp_padding"));

    /** {@code struct tpacket_req}. */
    static final StructLayout REQUEST = MemoryLayout.structLayout(
            JAVA_INT.withName("tp_block_size"),
            JAVA_INT.withName("tp_block_nr"),
            JAVA_INT.withName("tp_frame_size"),
            JAVA_INT.withName("tp_frame_nr"));

    /** {@code struct tpacket_stats}. */
    static final StructLayout STATISTICS =
            MemoryLayout.structLayout(JAVA_INT.withName("tp_packets"), JAVA_INT.withName("tp_drops"));

    /** {@code struct packet_mreq}. */
    static final StructLayout MEMBERSHIP = MemoryLayout.structLayout(
            JAVA_INT.withName("mr_ifindex"),
            JAVA_SHORT.withName("mr_type"),
            JAVA_SHORT.withName("mr_alen"),
            MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("mr_address"));

    static final long STATUS = HEADER.byteOffset(groupElement("tp_status"));
    static final long LEN = HEADER.byteOffset(groupElement("tp_len"));
    static final long SNAPLEN = HEADER.byteOffset(groupElement("tp_snaplen"));
    static final long MAC = HEADER.byteOffset(groupElement("tp_mac"));
    /** The header's size is a multiple of TPACKET_ALIGNMENT, 16. */
    static final long SOCKADDR = HEADER.byteSize();

    /**
     * Where the data of a transmit slot starts: {@code TPACKET2_HDRLEN - sizeof(struct sockaddr_ll)}
     * (net/packet/af_packet.c, tpacket_parse_header).
     */
    static final long TRANSMIT_DATA = HEADER.byteSize();

    static final long DROPS = STATISTICS.byteOffset(groupElement("tp_drops"));
    static final long BLOCK_SIZE = REQUEST.byteOffset(groupElement("tp_block_size"));
    static final long BLOCK_NR = REQUEST.byteOffset(groupElement("tp_block_nr"));
    static final long FRAME_SIZE = REQUEST.byteOffset(groupElement("tp_frame_size"));
    static final long FRAME_NR = REQUEST.byteOffset(groupElement("tp_frame_nr"));
    static final long MR_IFINDEX = MEMBERSHIP.byteOffset(groupElement("mr_ifindex"));
    static final long MR_TYPE = MEMBERSHIP.byteOffset(groupElement("mr_type"));

    private Tpacket() {}
}
