package io.weir.kernel.io;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The wait of an engine without a kernel. The wait is the owner's. */
final class ParkWait {
    private final BooleanSupplier over;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Thread waiter;

    /** One that ends when there is something to do. */
    ParkWait(BooleanSupplier over) {
        this.over = over;
    }

    /** Waits at most this long. */
    void await(long timeoutNanos) {
        waiter = Thread.currentThread();
        long start = System.nanoTime();
        long left = timeoutNanos;
        while (left > 0 && !woken.get() && !over.getAsBoolean()) {
            LockSupport.parkNanos(this, left);
            left = timeoutNanos - (System.nanoTime() - start);
        }
        woken.set(false);
    }

    /** There may be something to do. */
    void look() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Ends a wait, also one that has not begun. From any thread. */
    void wakeup() {
        woken.set(true);
        look();
    }
}
