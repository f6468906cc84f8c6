package io.weir.l4.flow;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The clock of flows: ticks of 1/16 s in an {@code int}. It wraps after 8.5 years, so ticks are compared by the sign of
 * their difference, which is right for spans below 4.2 years.
 */
public final class FlowClock {
    /** Ticks of a second. */
    public static final int TICKS_PER_SECOND = 16;

    static final long NANOS_PER_TICK = 1_000_000_000L / TICKS_PER_SECOND;

    private final LongSupplier nanos;

    /** A clock over a monotonic one in nanoseconds, {@code System::nanoTime} but in tests. */
    public FlowClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The tick of now. Read once per batch. */
    public int now() {
        return ticksOf(nanos.getAsLong());
    }

    /** The tick that a moment in nanoseconds is in. */
    public static int ticksOf(long nanos) {
        return (int) Math.floorDiv(nanos, NANOS_PER_TICK);
    }

    /** A span in ticks, rounded up, at most 2<sup>30</sup>. */
    public static int ticks(Duration span) {
        long seconds = Math.min(span.toSeconds(), 1 << 26);
        long nanos = seconds * 1_000_000_000L + span.toNanosPart();
        return (int) Math.min(Math.ceilDiv(nanos, NANOS_PER_TICK), 1 << 30);
    }

    /** The span between two ticks. */
    public static Duration between(int earlier, int later) {
        return Duration.ofNanos((later - earlier) * NANOS_PER_TICK);
    }
}
