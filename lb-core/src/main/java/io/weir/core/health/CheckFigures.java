package io.weir.core.health;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What all checks together have done since the start. For any thread. */
public final class CheckFigures {
    private static final long LATE_NANOS = Duration.ofMillis(250).toNanos();

    private final LongAdder checks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder late = new LongAdder();

    CheckFigures() {}

    void started(long nanosBehind) {
        if (nanosBehind > LATE_NANOS) {
            late.increment();
        }
    }

    void ended(CheckResult result) {
        checks.increment();
        nanos.add(result.took().toNanos());
        if (!result.healthy()) {
            failures.increment();
        }
    }

    /** Checks that came to a result. */
    public long checks() {
        return checks.sum();
    }

    /** Those of them that failed. */
    public long failures() {
        return failures.sum();
    }

    /** How long all of them took together. */
    public Duration time() {
        return Duration.ofNanos(nanos.sum());
    }

    /** Checks that began more than 250 ms after they were due: the machine has too little time for them. */
    public long late() {
        return late.sum();
    }
}
