package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Mapping;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;

/** Chunks for the kernel to receive into. */
public final class FillRing extends Ring {
    FillRing(Mapping mapping, RingOffsets offsets, int size) {
        super(mapping, offsets, size);
    }

    /** How many chunks it has room for. */
    public int room() {
        int room = size - (producer - consumer);
        if (room == 0) {
            consumer = readConsumer();
            room = size - (producer - consumer);
        }
        return room;
    }

    /** Adds a chunk; there must be room. The kernel sees it after {@link #publish}. */
    public void add(long chunk) {
        memory.set(JAVA_LONG, entriesAt + (long) (producer & mask) * Long.BYTES, chunk);
        producer++;
    }

    /** Hands what was added to the kernel. */
    public void publish() {
        writeProducer();
    }
}
