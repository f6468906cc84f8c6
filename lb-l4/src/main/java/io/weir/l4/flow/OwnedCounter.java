package io.weir.l4.flow;

import java.util.concurrent.atomic.AtomicLong;

/** A figure that one thread counts up and any thread reads, maybe a little late. */
public final class OwnedCounter {
    private final AtomicLong value = new AtomicLong();

    /** Zero. */
    public OwnedCounter() {}

    /** Counts one; by the owner only. */
    public void increment() {
        value.setOpaque(value.getPlain() + 1);
    }

    /** The figure. */
    public long value() {
        return value.getOpaque();
    }
}
