package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies of frames on their way from a worker to the thread that writes them to a file. A record is its size, the bytes
 * captured, the frame's bytes, the time, and the captured bytes, in multiples of 8 bytes; one that would pass the end
 * of the ring starts at its beginning instead.
 */
final class CopyRing {
    private static final int CAPTURED = 4;
    private static final int LENGTH = 8;
    private static final int NANOS = 16;
    private static final int HEADER = 24;
    /** In place of a size: the next record is at the beginning. */
    private static final int WRAP = -1;

    private final int bytes;
    private final MemorySegment memory;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    CopyRing(int bytes) {
        this.bytes = bytes & -Long.BYTES;
        this.memory = Arena.ofAuto().allocate(this.bytes, Long.BYTES);
    }

    /** Copies a frame; whether there was room. By the worker. */
    boolean add(MemorySegment segment, long base, int captured, int length, long nanos) {
        int size = HEADER + (captured + Long.BYTES - 1 & -Long.BYTES);
        long start = written.getPlain();
        int offset = (int) (start % bytes);
        int left = bytes - offset;
        int skipped = left < size ? left : 0;
        if (start + skipped + size - read.getAcquire() > bytes) {
            return false;
        }
        if (skipped > 0) {
            memory.set(JAVA_INT, offset, WRAP);
            offset = 0;
        }
        memory.set(JAVA_INT, offset, size);
        memory.set(JAVA_INT, offset + CAPTURED, captured);
        memory.set(JAVA_INT, offset + LENGTH, length);
        memory.set(JAVA_LONG, offset + NANOS, nanos);
        MemorySegment.copy(segment, base, memory, (long) offset + HEADER, captured);
        written.setRelease(start + skipped + size);
        return true;
    }

    /**
     * Moves the oldest record, as pcap has it, to a buffer with room for it; whether there was one. By the other thread.
     */
    boolean take(ByteBuffer to) {
        long start = read.getPlain();
        if (start == written.getAcquire()) {
            return false;
        }
        int offset = (int) (start % bytes);
        int size = memory.get(JAVA_INT, offset);
        if (size == WRAP) {
            start += bytes - offset;
            offset = 0;
            size = memory.get(JAVA_INT, 0);
        }
        int captured = memory.get(JAVA_INT, offset + CAPTURED);
        PcapFormat.record(to, memory.get(JAVA_LONG, offset + NANOS), captured, memory.get(JAVA_INT, offset + LENGTH));
        to.put(memory.asSlice((long) offset + HEADER, captured).asByteBuffer());
        read.setRelease(start + size);
        return true;
    }
}
