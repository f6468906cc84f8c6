package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Mapping;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;

/** Chunks whose bytes the kernel has sent: only then may they be used again. */
public final class CompletionRing extends Ring {
    CompletionRing(Mapping mapping, RingOffsets offsets, int size) {
        super(mapping, offsets, size);
    }

    /** Gives every chunk that is in it back; how many. */
    public int drain(Umem umem) {
        producer = readProducer();
        int count = producer - consumer;
        if (count == 0) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            umem.give(memory.get(JAVA_LONG, entriesAt + (long) (consumer & mask) * Long.BYTES));
            consumer++;
        }
        writeConsumer();
        return count;
    }
}
