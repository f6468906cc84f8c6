package io.weir.kernel.packet;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct virtio_net_hdr} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/virtio_net.h">linux/virtio_net.h</a>, as
 * packet sockets put it in front of a frame: in the machine's byte order, at any address.
 */
public final class VirtioNetHdr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("flags"),
            JAVA_BYTE.withName("gso_type"),
            JAVA_SHORT.withName("hdr_len"),
            JAVA_SHORT.withName("gso_size"),
            JAVA_SHORT.withName("csum_start"),
            JAVA_SHORT.withName("csum_offset"));

    /** Bytes of one. */
    public static final int SIZEOF = (int) LAYOUT.byteSize();

    /** Flag: the checksum at {@code csum_start + csum_offset} covers only the pseudo header yet. */
    public static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;

    /** Type: an ordinary frame. */
    public static final int VIRTIO_NET_HDR_GSO_NONE = 0;

    /** Type: TCP over IPv4. */
    public static final int VIRTIO_NET_HDR_GSO_TCPV4 = 1;

    /** Type: TCP over IPv6. */
    public static final int VIRTIO_NET_HDR_GSO_TCPV6 = 4;

    private static final long OFFSET_FLAGS = LAYOUT.byteOffset(groupElement("flags"));
    private static final long OFFSET_GSO_TYPE = LAYOUT.byteOffset(groupElement("gso_type"));
    private static final long OFFSET_HDR_LEN = LAYOUT.byteOffset(groupElement("hdr_len"));
    private static final long OFFSET_GSO_SIZE = LAYOUT.byteOffset(groupElement("gso_size"));
    private static final long OFFSET_CSUM_START = LAYOUT.byteOffset(groupElement("csum_start"));
    private static final long OFFSET_CSUM_OFFSET = LAYOUT.byteOffset(groupElement("csum_offset"));

    private VirtioNetHdr() {}

    /** Whether a transport checksum is unfinished. */
    public static boolean needsChecksum(MemorySegment segment, long base) {
        return (segment.get(JAVA_BYTE, base + OFFSET_FLAGS) & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;
    }

    /** Payload bytes of each packet that a super-frame stands for; 0 for an ordinary frame. */
    public static int segmentSize(MemorySegment segment, long base) {
        return segment.get(JAVA_BYTE, base + OFFSET_GSO_TYPE) == VIRTIO_NET_HDR_GSO_NONE
                ? 0
                : Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, base + OFFSET_GSO_SIZE));
    }

    /** An ordinary frame with nothing left to do. */
    public static void clear(MemorySegment segment, long base) {
        segment.set(JAVA_LONG_UNALIGNED, base, 0);
        segment.set(JAVA_SHORT_UNALIGNED, base + OFFSET_CSUM_OFFSET, (short) 0);
    }

    /** A frame whose checksum at {@code start + offset} is unfinished, after {@link #clear}. */
    public static void checksum(MemorySegment segment, long base, int start, int offset) {
        segment.set(JAVA_BYTE, base + OFFSET_FLAGS, (byte) VIRTIO_NET_HDR_F_NEEDS_CSUM);
        segment.set(JAVA_SHORT_UNALIGNED, base + OFFSET_CSUM_START, (short) start);
        segment.set(JAVA_SHORT_UNALIGNED, base + OFFSET_CSUM_OFFSET, (short) offset);
    }

    /**
     * A super-frame, after {@link #clear}.
     *
     * @param type {@code VIRTIO_NET_HDR_GSO_…}
     * @param headers bytes of Ethernet, IP and transport headers
     * @param segmentSize payload bytes of each packet it stands for
     */
    public static void segments(MemorySegment segment, long base, int type, int headers, int segmentSize) {
        segment.set(JAVA_BYTE, base + OFFSET_GSO_TYPE, (byte) type);
        segment.set(JAVA_SHORT_UNALIGNED, base + OFFSET_HDR_LEN, (short) headers);
        segment.set(JAVA_SHORT_UNALIGNED, base + OFFSET_GSO_SIZE, (short) segmentSize);
    }
}
