package io.weir.l4.observe;

import java.util.concurrent.atomic.AtomicLong;

/** What a capture may still take, shared by all workers. */
final class CaptureBudget {
    private final AtomicLong frames;
    private final AtomicLong bytes;

    CaptureBudget(long frames, long bytes) {
        this.frames = new AtomicLong(frames);
        this.bytes = new AtomicLong(bytes);
    }

    /** Whether a frame of this length still fits. */
    boolean take(int length) {
        return frames.get() > 0 && bytes.get() > 0 && frames.getAndDecrement() > 0 && bytes.getAndAdd(-length) > 0;
    }

    boolean isSpent() {
        return frames.get() <= 0 || bytes.get() <= 0;
    }
}
