package io.weir.core.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a server is checked by what is known of it, and what becomes of one that changes often.
 *
 * @param fast from check to check while its state is unknown or changing; positive
 * @param down from check to check while it is down; positive
 * @param damping when a server that changes often is held down; null for never
 */
public record CheckPace(
        Duration fast, Duration down, @Nullable Damping damping) {
    /** Under this a quicker verdict is not worth the load. */
    private static final Duration FASTEST_BY_DEFAULT = Duration.ofMillis(500);

    /** What holds when the file gives the interval alone: twice as often while changing, but not under 500 ms for that. */
    public static CheckPace of(Duration interval) {
        return new CheckPace(fastFor(interval), interval, null);
    }

    /** The fast interval that goes with an interval. */
    public static Duration fastFor(Duration interval) {
        Duration half = interval.dividedBy(2);
        Duration fast = half.compareTo(FASTEST_BY_DEFAULT) < 0 ? FASTEST_BY_DEFAULT : half;
        return fast.compareTo(interval) > 0 ? interval : fast;
    }

    /** The same without damping. */
    CheckPace undamped() {
        return damping == null ? this : new CheckPace(fast, down, null);
    }

    /**
     * A server that went down this often is held down, though its checks succeed: at first for the hold time, at each
     * further time twice as long, up to the longest. After a window without a fall all is forgiven.
     *
     * @param falls how often it goes down within the window, at least 2
     * @param within the window; positive
     * @param hold how long it is held down at first; positive
     * @param maxHold how long at most; at least hold
     */
    public record Damping(int falls, Duration within, Duration hold, Duration maxHold) {}
}
