package io.weir.kernel.io;

import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A queue of frames in native memory between two threads: one adds, the other takes. */
final class MemoryRing implements AutoCloseable {
    private static final int CACHE_LINE = 64;
    private static final long PAGE = 4096;

    private final int slots;
    private final int room;
    private final long stride;
    private final Mapping mapping;
    private final MemorySegment memory;
    private final int[] length;
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger refused = new AtomicInteger();

    /**
     * Allocates one; a page costs nothing until it is used.
     *
     * @param largest bytes of a frame
     */
    MemoryRing(int slots, int largest) throws ErrnoException {
        this.slots = slots;
        this.room = largest;
        // An odd number of lines, so that frames do not all fall into the same few sets of the cache.
        this.stride = (long) (Math.ceilDiv(VirtioNetHdr.SIZEOF + largest + CACHE_LINE, CACHE_LINE) | 1) * CACHE_LINE;
        this.mapping = Mman.anonymous(Math.ceilDiv(stride * slots, PAGE) * PAGE, "frames in memory");
        this.memory = mapping.segment();
        this.length = new int[slots];
    }

    MemorySegment memory() {
        return memory;
    }

    boolean fits(int bytes) {
        return bytes <= room;
    }

    /** Where the next frame goes, or -1; its header is in front. */
    long claim() {
        long position = added.getPlain();
        if (position - taken.getAcquire() >= slots) {
            refused.incrementAndGet();
            return -1;
        }
        return frame(position);
    }

    /** The claimed frame is there. */
    void publish(int bytes) {
        long position = added.getPlain();
        length[(int) (position % slots)] = bytes;
        added.setRelease(position + 1);
    }

    /** Frames that wait. */
    int size() {
        return (int) (added.getAcquire() - taken.getPlain());
    }

    /** Where waiting frame {@code i} starts. */
    long waiting(int i) {
        return frame(taken.getPlain() + i);
    }

    /** Its bytes. */
    int length(int i) {
        return length[(int) ((taken.getPlain() + i) % slots)];
    }

    /** The first {@code count} frames that wait are done with. */
    void release(int count) {
        taken.setRelease(taken.getPlain() + count);
    }

    /** Frames that found no room since this was last asked. */
    int refused() {
        return refused.getPlain() == 0 ? 0 : refused.getAndSet(0);
    }

    private long frame(long position) {
        return position % slots * stride + CACHE_LINE;
    }

    @Override
    public void close() {
        mapping.close();
    }
}
