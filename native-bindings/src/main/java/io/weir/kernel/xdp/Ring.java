package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A ring shared with the kernel: two indices that only grow, and entries. The side that writes an index releases it, the
 * other acquires it; each side keeps copies and reads the other's only when they are used up.
 */
abstract class Ring implements AutoCloseable {
    private static final VarHandle INDEX = JAVA_INT.varHandle();

    private final Mapping mapping;
    private final long producerAt;
    private final long consumerAt;
    private final long flagsAt;
    final MemorySegment memory;
    final long entriesAt;
    final int size;
    final int mask;
    int producer;
    int consumer;

    Ring(Mapping mapping, RingOffsets offsets, int size) {
        this.mapping = mapping;
        this.memory = mapping.segment();
        this.producerAt = offsets.producer();
        this.consumerAt = offsets.consumer();
        this.flagsAt = offsets.flags();
        this.entriesAt = offsets.entries();
        this.size = size;
        this.mask = size - 1;
    }

    static Mapping map(Fd fd, long at, RingOffsets offsets, int size, int entryBytes, String purpose)
            throws ErrnoException {
        return Mman.shared(fd, at, offsets.entries() + (long) size * entryBytes, purpose);
    }

    final int readProducer() {
        return (int) INDEX.getAcquire(memory, producerAt);
    }

    final int readConsumer() {
        return (int) INDEX.getAcquire(memory, consumerAt);
    }

    final void writeProducer() {
        INDEX.setRelease(memory, producerAt, producer);
    }

    final void writeConsumer() {
        INDEX.setRelease(memory, consumerAt, consumer);
    }

    /**
     * Whether the kernel waits for a call before it looks at this ring again. A full fence, because the index written
     * before must be visible before the flag is read, which a release does not promise.
     */
    public final boolean needsWakeup() {
        VarHandle.fullFence();
        return ((int) INDEX.getOpaque(memory, flagsAt) & IfXdp.XDP_RING_NEED_WAKEUP) != 0;
    }

    /** Entries of it. */
    public final int size() {
        return size;
    }

    @Override
    public final void close() {
        mapping.close();
    }
}
