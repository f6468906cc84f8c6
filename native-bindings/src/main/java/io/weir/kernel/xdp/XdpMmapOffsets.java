package io.weir.kernel.xdp;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct xdp_mmap_offsets} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a>: where in each
 * ring's memory its indices and entries are, as the running kernel says.
 */
record XdpMmapOffsets(RingOffsets receive, RingOffsets transmit, RingOffsets fill, RingOffsets completion) {
    /** {@code struct xdp_ring_offset}. */
    static final StructLayout RING = MemoryLayout.structLayout(
            JAVA_LONG.withName("producer"),
            JAVA_LONG.withName("consumer"),
            JAVA_LONG.withName("desc"),
            JAVA_LONG.withName("flags"));

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            RING.withName("rx"), RING.withName("tx"), RING.withName("fr"), RING.withName("cr"));

    private static final long PRODUCER = RING.byteOffset(groupElement("producer"));
    private static final long CONSUMER = RING.byteOffset(groupElement("consumer"));
    private static final long DESC = RING.byteOffset(groupElement("desc"));
    private static final long FLAGS = RING.byteOffset(groupElement("flags"));

    /** In bytes from the start of a ring's memory. */
    record RingOffsets(long producer, long consumer, long entries, long flags) {}

    /** Asks the kernel. */
    static XdpMmapOffsets of(Fd fd) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(LAYOUT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) LAYOUT.byteSize());
            Errno.check(
                    Sockets.getsockopt(fd, LinuxSocket.SOL_XDP, IfXdp.XDP_MMAP_OFFSETS, value, length),
                    "getsockopt(XDP_MMAP_OFFSETS)");
            if (length.get(JAVA_INT, 0) < LAYOUT.byteSize()) {
                throw new ErrnoException(
                        "getsockopt(XDP_MMAP_OFFSETS)",
                        Errno.EINVAL,
                        "rings that say when to wake the kernel need Linux 5.4");
            }
            return new XdpMmapOffsets(ring(value, "rx"), ring(value, "tx"), ring(value, "fr"), ring(value, "cr"));
        }
    }

    private static RingOffsets ring(MemorySegment value, String name) {
        long base = LAYOUT.byteOffset(groupElement(name));
        return new RingOffsets(
                value.get(JAVA_LONG, base + PRODUCER),
                value.get(JAVA_LONG, base + CONSUMER),
                value.get(JAVA_LONG, base + DESC),
                value.get(JAVA_LONG, base + FLAGS));
    }
}
