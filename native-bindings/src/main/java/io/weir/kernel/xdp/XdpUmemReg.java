package io.weir.kernel.xdp;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct xdp_umem_reg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a> as it was until
 * Linux 6.7; those after take it too, as one without metadata to transmit.
 */
final class XdpUmemReg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("addr"),
            JAVA_LONG.withName("len"),
            JAVA_INT.withName("chunk_size"),
            JAVA_INT.withName("headroom"),
            JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));

    private static final long ADDR = LAYOUT.byteOffset(groupElement("addr"));
    private static final long LEN = LAYOUT.byteOffset(groupElement("len"));
    private static final long CHUNK_SIZE = LAYOUT.byteOffset(groupElement("chunk_size"));

    private XdpUmemReg() {}

    /** For zeroed memory. */
    static void set(MemorySegment segment, MemorySegment memory, int chunkBytes) {
        segment.set(JAVA_LONG, ADDR, memory.address());
        segment.set(JAVA_LONG, LEN, memory.byteSize());
        segment.set(JAVA_INT, CHUNK_SIZE, chunkBytes);
    }
}
