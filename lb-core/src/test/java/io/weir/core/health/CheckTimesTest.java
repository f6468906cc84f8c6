package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CheckTimesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(4);
    private static final long NANOS = INTERVAL.toNanos();

    @Property
    void gapsAreTheIntervalWithTenPercentJitterHoweverLongChecksTake(
            @ForAll long seed, @ForAll @LongRange(max = 3_600_000_000L) long took, @ForAll long first) {
        CheckTimes times = new CheckTimes(first, new SplittableRandom(seed));
        for (int i = 0; i < 20; i++) {
            long before = times.planned();
            times.plan(before + took, INTERVAL);
            assertThat(times.planned() - before).isBetween((long) (0.9 * NANOS), (long) (1.1 * NANOS) + 1);
        }
    }

    @Test
    void startsDoNotDrift() {
        CheckTimes times = new CheckTimes(0, new SplittableRandom(1));
        for (int i = 0; i < 10_000; i++) {
            times.plan(times.planned() + NANOS / 2, INTERVAL);
        }
        assertThat(times.planned() / 10_000.0).isBetween(0.99 * NANOS, 1.01 * NANOS);
    }

    @Test
    void missedStartsAreLeftOut() {
        CheckTimes times = new CheckTimes(0, new SplittableRandom(1));
        long now = 100 * NANOS;
        times.plan(now, INTERVAL);
        assertThat(times.planned()).isEqualTo(now);
        times.plan(now, INTERVAL);
        assertThat(times.planned()).isGreaterThan(now);
    }

    @Test
    void hurryBringsTheNextStartForwardButNeverBack() {
        CheckTimes times = new CheckTimes(5 * NANOS, new SplittableRandom(1));
        times.hurry(2 * NANOS);
        assertThat(times.planned()).isEqualTo(2 * NANOS);
        times.hurry(3 * NANOS);
        assertThat(times.planned()).isEqualTo(2 * NANOS);
    }
}
