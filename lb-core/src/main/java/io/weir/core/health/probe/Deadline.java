package io.weir.core.health.probe;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a whole check must have its result, whatever its parts. */
public final class Deadline {
    private final LongSupplier nanoClock;
    private final Duration whole;
    private final long end;

    private Deadline(LongSupplier nanoClock, Duration whole, long end) {
        this.nanoClock = nanoClock;
        this.whole = whole;
        this.end = end;
    }

    /**
     * So long from now.
     *
     * @param nanoClock must advance like {@link System#nanoTime}
     */
    public static Deadline in(Duration whole, LongSupplier nanoClock) {
        return new Deadline(nanoClock, whole, nanoClock.getAsLong() + whole.toNanos());
    }

    /** This one, or so long from now where that is earlier. */
    public Deadline atMost(Duration wait) {
        long earlier = nanoClock.getAsLong() + wait.toNanos();
        return new Deadline(nanoClock, whole, earlier - end < 0 ? earlier : end);
    }

    /** Whether it has come. */
    public boolean passed() {
        return nanoClock.getAsLong() - end >= 0;
    }

    /** What is left in milliseconds, at least 1, since 0 means no limit to sockets. */
    public int millisLeft() {
        long left = end - nanoClock.getAsLong();
        return Math.clamp((left + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /** What is left; zero when it has come. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong()));
    }

    /** The time from the start of the check to its deadline in words: {@code 3 s} or {@code 250 ms}. */
    public String whole() {
        return whole.toMillis() % 1000 == 0 ? whole.toSeconds() + " s" : whole.toMillis() + " ms";
    }
}
