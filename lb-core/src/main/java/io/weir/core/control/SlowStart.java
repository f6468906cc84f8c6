package io.weir.core.control;

import java.time.Duration;
import java.util.List;

/**
 * Lets servers that came up take their share little by little: one that the scheduler chooses is passed over with a
 * probability that falls from 0.9 to 0 in the configured time. Works with every scheduler, and costs nothing once all are
 * warm. Immutable.
 */
final class SlowStart {
    /** The share at the very beginning: a server that gets nothing learns nothing. */
    private static final double FIRST_SHARE = 0.1;

    private final long[] since;
    private final long millis;
    private final long warmAt;

    SlowStart(Duration time, List<ServerSnapshot> candidates) {
        this.millis = time.toMillis();
        this.since = new long[candidates.size()];
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < since.length; i++) {
            since[i] = candidates.get(i).since().toEpochMilli();
            latest = Math.max(latest, since[i]);
        }
        this.warmAt = millis == 0 || since.length < 2 ? Long.MIN_VALUE : latest + millis;
    }

    /** False when time makes no difference. */
    boolean isConfigured() {
        return warmAt != Long.MIN_VALUE;
    }

    /** Whether any of them is not warm yet. */
    boolean applies(long now) {
        return now < warmAt;
    }

    /** Whether this one has not reached its full share. */
    boolean isCold(int index, long now) {
        return now < since[index] + millis;
    }

    /** @param chance 0 up to, but not including, 1 */
    boolean admits(int index, long now, double chance) {
        double share = (double) (now - since[index]) / millis;
        return chance < Math.max(share, FIRST_SHARE);
    }
}
