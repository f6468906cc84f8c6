package io.weir.core.persist;

import java.util.concurrent.atomic.AtomicBoolean;

/** Exclusion for sections of some nanoseconds, where parking a thread would cost more than the wait. Not reentrant. */
final class SpinLock {
    private static final int SPINS = 64;

    private final AtomicBoolean held = new AtomicBoolean();

    @SuppressWarnings("ThreadPriorityCheck") // A hint is all it is for: without it this is merely slower.
    void lock() {
        for (int spins = 0; !held.compareAndSet(false, true); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                // The owner may be waiting for this very core.
                Thread.yield();
            }
        }
    }

    void unlock() {
        held.set(false);
    }
}
