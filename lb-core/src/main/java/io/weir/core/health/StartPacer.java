package io.weir.core.health;

/**
 * Spreads the starts of checks: bursts of at most {@value #BURST}, then one every 0.1 ms, so that a large
 * configuration does not open all its connections in one instant.
 */
final class StartPacer {
    private static final long GAP_NANOS = 100_000;
    private static final int BURST = 100;

    private long next;
    private boolean used;

    /** The time of {@link System#nanoTime} at which a check that is due now may start: now or later. */
    synchronized long reserve(long now) {
        long earliest = now - BURST * GAP_NANOS;
        if (!used || next - earliest < 0) {
            next = earliest;
            used = true;
        }
        next += GAP_NANOS;
        return next - now < 0 ? now : next;
    }
}
