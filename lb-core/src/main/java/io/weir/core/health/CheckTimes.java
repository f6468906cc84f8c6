package io.weir.core.health;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the checks of one target start: each counted from the planned start of the one before, so that slow answers do
 * not add up, with ±10 % jitter, so that targets do not fall into step. Times are those of {@link System#nanoTime}.
 */
final class CheckTimes {
    private static final double JITTER = 0.1;

    private final RandomGenerator random;
    private long planned;

    CheckTimes(long first, RandomGenerator random) {
        this.random = random;
        this.planned = first;
    }

    /** When the next check starts. */
    long planned() {
        return planned;
    }

    /**
     * Plans the check after the one just finished; what was missed meanwhile, as in a suspended machine, is left out.
     *
     * @param interval from start to start, before jitter
     */
    void plan(long now, Duration interval) {
        long gap = Math.round(interval.toNanos() * random.nextDouble(1 - JITTER, 1 + JITTER));
        long next = planned + gap;
        planned = next - now < 0 ? now : next;
    }

    /** The next check starts at once, if it is not due already. */
    void hurry(long now) {
        planned = planned - now > 0 ? now : planned;
    }
}
