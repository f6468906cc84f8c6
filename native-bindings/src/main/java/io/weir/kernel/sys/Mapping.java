package io.weir.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory that {@link Mman} mapped, until it is closed. Access after that throws IllegalStateException; a system call
 * that is given its address gets EFAULT. Any thread may close it.
 */
public final class Mapping implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final String purpose;
    private boolean closed;

    @SuppressWarnings("restricted") // The kernel has just mapped exactly these bytes.
    Mapping(long address, long bytes, String purpose) {
        this.purpose = purpose;
        this.segment = MemorySegment.ofAddress(address)
                .reinterpret(bytes, arena, mapped -> Mman.munmap(mapped.address(), mapped.byteSize()));
    }

    /** All of it. */
    public MemorySegment segment() {
        return segment;
    }

    /** Unmaps it; again is no error. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }

    @Override
    public synchronized String toString() {
        return purpose + (closed ? " (unmapped)" : " (" + segment.byteSize() + " bytes)");
    }
}
