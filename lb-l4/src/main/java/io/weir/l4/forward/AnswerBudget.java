package io.weir.l4.forward;

/**
 * How many refusals may be answered: a bucket of tokens filled at a constant rate, so that a flood of packets does not
 * become a flood of answers (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f)).
 */
final class AnswerBudget {
    private final int burst;
    private final double perTick;
    private double tokens;
    private int filled;
    private boolean started;

    AnswerBudget(int perSecond, int burst, int ticksPerSecond) {
        this.burst = burst;
        this.perTick = (double) perSecond / ticksPerSecond;
        this.tokens = burst;
    }

    boolean take(int now) {
        int elapsed = now - filled;
        if (!started) {
            started = true;
            filled = now;
        } else if (elapsed > 0) {
            tokens = Math.min(burst, tokens + elapsed * perTick);
            filled = now;
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
