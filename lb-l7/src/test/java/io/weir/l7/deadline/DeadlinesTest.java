package io.weir.l7.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long TICK = Deadlines.TICK.toNanos();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE / 2);
    private final Deadlines deadlines = new Deadlines(new EmbeddedChannel().eventLoop(), clock::get);

    /** Notes when it was looked at. */
    private static final class Probe extends Deadline {
        private final List<Long> seen = new ArrayList<>();
        private final LongUnaryOperator again;

        Probe(LongUnaryOperator again) {
            this.again = again;
        }

        @Override
        protected long check(long now) {
            seen.add(now);
            return again.applyAsLong(now);
        }
    }

    private static Probe once() {
        return new Probe(now -> Deadline.NEVER);
    }

    private void pass(Duration time) {
        long end = clock.get() + time.toNanos();
        while (clock.get() < end) {
            clock.addAndGet(Math.min(TICK, end - clock.get()));
            deadlines.advance();
        }
    }

    @Test
    void deadlineIsCheckedWithinTwoTicksOfItsTime() {
        for (int millis : new int[] {0, 1, 99, 100, 101, 5_000, 43_000}) {
            Probe probe = once();
            long at = deadlines.fresh() + Duration.ofMillis(millis).toNanos();
            deadlines.watch(probe, at);
            pass(Duration.ofMillis(millis + 200));
            assertThat(probe.seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen).isBetween(at, at + 2 * TICK));
            assertThat(deadlines.size()).isZero();
        }
    }

    @Test
    void deadlineBeyondTheWheelIsLookedAtEarlyAndAgain() {
        AtomicLong target = new AtomicLong();
        Probe probe = new Probe(now -> now >= target.get() ? Deadline.NEVER : target.get());
        target.set(deadlines.fresh() + Duration.ofHours(1).toNanos());
        deadlines.watch(probe, target.get());
        pass(Duration.ofHours(1).plusMillis(200));
        assertThat(probe.seen.getLast()).isBetween(target.get(), target.get() + 2 * TICK);
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void longPauseMissesNothing() {
        Probe probe = once();
        deadlines.watch(probe, deadlines.fresh() + TICK);
        clock.addAndGet(Duration.ofMinutes(10).toNanos());
        deadlines.advance();
        assertThat(probe.seen).hasSize(1);
    }

    @Test
    void forgottenDeadlineIsNotChecked() {
        Probe probe = once();
        deadlines.watch(probe, deadlines.fresh() + TICK);
        deadlines.forget(probe);
        deadlines.forget(probe);
        pass(Duration.ofSeconds(1));
        assertThat(probe.seen).isEmpty();
    }

    @Test
    void deadlineMayForgetOrMoveOthersOfItsSlot() {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            probes.add(new Probe(now -> {
                probes.forEach(deadlines::forget);
                return Deadline.NEVER;
            }));
        }
        probes.forEach(probe -> deadlines.watch(probe, deadlines.fresh()));
        pass(Duration.ofSeconds(1));
        assertThat(probes.stream().mapToInt(probe -> probe.seen.size()).sum()).isEqualTo(1);
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void thousandsAreEachCheckedOnceWhateverTheOrder() {
        Random random = new Random(3);
        List<Probe> probes = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Probe probe = once();
            long at = deadlines.fresh() + random.nextLong(Duration.ofSeconds(50).toNanos());
            deadlines.watch(probe, random.nextBoolean() ? at : at / 2);
            deadlines.watch(probe, at);
            probes.add(probe);
            due.add(at);
        }
        pass(Duration.ofSeconds(51));
        for (int i = 0; i < probes.size(); i++) {
            long at = due.get(i);
            assertThat(probes.get(i).seen)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen).isBetween(at, at + 2 * TICK));
        }
    }
}
