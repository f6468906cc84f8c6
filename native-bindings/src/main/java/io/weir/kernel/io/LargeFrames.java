package io.weir.kernel.io;

import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.lang.foreign.MemorySegment;

/** A buffer for every place of a batch, for frames too large for a slot. A page costs nothing until it is used. */
final class LargeFrames implements AutoCloseable {
    /** Bytes of header and frame. */
    static final int ROOM = VirtioNetHdr.SIZEOF + FrameBatch.MAXIMUM_FRAME;

    private static final int BUFFER_BYTES = 68 * 1024;
    /** So that the IP header, behind 10 + 14 bytes, lies at a multiple of 8. */
    private static final int PADDING = 8;

    private final Mapping mapping;
    private final MemorySegment memory;

    private LargeFrames(Mapping mapping) {
        this.mapping = mapping;
        this.memory = mapping.segment();
    }

    static LargeFrames open() throws ErrnoException {
        return new LargeFrames(Mman.anonymous((long) BUFFER_BYTES * FrameBatch.CAPACITY, "super-frames"));
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where the header of the frame at this place of the batch starts; the frame follows. */
    long header(int place) {
        return (long) place * BUFFER_BYTES + PADDING;
    }

    @Override
    public void close() {
        mapping.close();
    }
}
