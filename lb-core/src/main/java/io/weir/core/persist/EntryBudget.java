package io.weir.core.persist;

import java.util.concurrent.atomic.AtomicInteger;

/** How many entries all segments of a table may still make. */
final class EntryBudget {
    private final AtomicInteger left;

    EntryBudget(int limit) {
        this.left = new AtomicInteger(limit);
    }

    /** Takes a place for one entry. False when there is none. */
    boolean take() {
        while (true) {
            int now = left.get();
            if (now == 0) {
                return false;
            }
            if (left.compareAndSet(now, now - 1)) {
                return true;
            }
        }
    }

    /** Gives places back. */
    void give(int entries) {
        left.addAndGet(entries);
    }
}
