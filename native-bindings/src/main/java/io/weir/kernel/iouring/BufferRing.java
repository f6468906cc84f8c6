package io.weir.kernel.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.kernel.sys.UringCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Buffers that the kernel receives into, in the order in which they were added; a group of a {@link Ring}. A page of one
 * costs nothing until it is used. For one thread; closed after the ring.
 */
public final class BufferRing implements AutoCloseable {
    private static final VarHandle TAIL = JAVA_SHORT.varHandle();
    private static final long PAGE = 4096;

    private final int group;
    private final int count;
    private final int strideBytes;
    private final int skipBytes;
    private final int roomBytes;
    private final Mapping ring;
    private final Mapping buffers;
    private final MemorySegment entries;
    private final MemorySegment memory;
    private int tail;
    private int free;

    private BufferRing(
            int group, int count, int strideBytes, int skipBytes, int roomBytes, Mapping ring, Mapping buffers) {
        this.group = group;
        this.count = count;
        this.strideBytes = strideBytes;
        this.skipBytes = skipBytes;
        this.roomBytes = roomBytes;
        this.ring = ring;
        this.buffers = buffers;
        this.entries = ring.segment();
        this.memory = buffers.segment();
    }

    /**
     * Gives a ring a group of buffers, all free.
     *
     * @param group its number, from 0
     * @param count buffers, a power of two up to 32,768
     * @param strideBytes from one buffer to the next
     * @param skipBytes of a buffer that the kernel leaves alone, at its start
     * @param roomBytes that it may fill behind them
     */
    public static BufferRing open(Ring ring, int group, int count, int strideBytes, int skipBytes, int roomBytes)
            throws ErrnoException {
        if (Integer.bitCount(count) != 1 || count > 1 << 15 || skipBytes + roomBytes > strideBytes) {
            throw new IllegalArgumentException(count + " buffers, " + strideBytes + " bytes apart");
        }
        Mapping entries = Mman.anonymous(pages(count * RingStructs.BUF.byteSize()), "buffer ring");
        try {
            register(ring, group, count, entries.segment());
            Mapping memory = Mman.anonymous(pages((long) count * strideBytes), "buffers");
            BufferRing buffers = new BufferRing(group, count, strideBytes, skipBytes, roomBytes, entries, memory);
            for (int i = 0; i < count; i++) {
                buffers.add(i);
            }
            buffers.publish();
            return buffers;
        } catch (ErrnoException e) {
            entries.close();
            throw e;
        }
    }

    private static long pages(long bytes) {
        return Math.ceilDiv(bytes, PAGE) * PAGE;
    }

    private static void register(Ring ring, int group, int count, MemorySegment entries) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(RingStructs.BUF_REG);
            request.set(JAVA_LONG, RingStructs.BUF_REG_RING_ADDR, entries.address());
            request.set(JAVA_INT, RingStructs.BUF_REG_RING_ENTRIES, count);
            request.set(JAVA_SHORT, RingStructs.BUF_REG_BGID, (short) group);
            int result = UringCalls.register(ring.fd(), IoUring.IORING_REGISTER_PBUF_RING, request, 1);
            if (result == -Errno.EINVAL) {
                throw new ErrnoException("io_uring_register(IORING_REGISTER_PBUF_RING)", -result, "needs Linux 5.19");
            }
            Errno.check(result, "io_uring_register(IORING_REGISTER_PBUF_RING) for " + count + " buffers");
        }
    }

    /** Its number. */
    public int group() {
        return group;
    }

    /** All buffers. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where in {@link #memory} the part of a buffer starts that the kernel fills. */
    public long start(int buffer) {
        return (long) buffer * strideBytes + skipBytes;
    }

    /** Buffers that the kernel has or will have with {@link #publish}. */
    public int free() {
        return free;
    }

    /** For the reader: the kernel has filled a buffer, which is the reader's until it is added again. */
    public void taken() {
        free--;
    }

    /** Adds a buffer, for the kernel from {@link #publish} on. */
    public void add(int buffer) {
        long at = (tail & count - 1) * RingStructs.BUF.byteSize();
        entries.set(JAVA_LONG, at + RingStructs.BUF_ADDR, memory.address() + start(buffer));
        entries.set(JAVA_INT, at + RingStructs.BUF_LEN, roomBytes);
        entries.set(JAVA_SHORT, at + RingStructs.BUF_BID, (short) buffer);
        tail++;
        free++;
    }

    /** Shows the kernel what was added. */
    public void publish() {
        TAIL.setRelease(entries, RingStructs.BUF_RING_TAIL, (short) tail);
    }

    @Override
    public void close() {
        ring.close();
        buffers.close();
    }
}
