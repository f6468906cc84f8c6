package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.CheckPace;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCheckTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration QUICK = Duration.ofMillis(1);
    private static final CheckReason REFUSED = new CheckReason("L4CON", "connection refused");

    /** Each check waits for the test to say what it finds. */
    private static final class Told implements Probe {
        final SynchronousQueue<CheckResult> next = new SynchronousQueue<>();
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public CheckResult check(CheckTarget target) {
            asked.incrementAndGet();
            try {
                return next.take();
            } catch (InterruptedException e) {
                return CheckResult.failed(REFUSED, Duration.ZERO);
            }
        }

        void finds(boolean healthy) throws InterruptedException {
            CheckResult result =
                    healthy ? CheckResult.connected(Duration.ZERO) : CheckResult.failed(REFUSED, Duration.ZERO);
            assertThat(next.offer(result, 30, TimeUnit.SECONDS))
                    .as("asked again")
                    .isTrue();
        }
    }

    @Test
    void targetOfSeveralServicesIsAskedOnceAndEachCountsByItsOwnRules() throws Exception {
        Told probe = new Told();
        BlockingQueue<Health> strict = new LinkedBlockingQueue<>();
        BlockingQueue<Health> patient = new LinkedBlockingQueue<>();
        try (HealthChecker checker = checker(probe)) {
            checker.start(target(1, 1, QUICK), HealthTrack.unchecked(), (s, track) -> strict.add(track.health()));
            checker.start(target(3, 2, QUICK), HealthTrack.unchecked(), (s, track) -> patient.add(track.health()));
            assertThat(checker.size()).isEqualTo(1);
            assertThat(checker.standings()).isEqualTo(2);
            probe.finds(true);
            probe.finds(false);
            assertThat(heard(strict, 2)).containsExactly(Health.UP, Health.DOWN);
            assertThat(heard(patient, 2)).containsExactly(Health.UP, Health.GOING_DOWN);
            probe.finds(false);
            probe.finds(false);
            assertThat(heard(patient, 1)).containsExactly(Health.DOWN);
            probe.finds(true);
            assertThat(heard(strict, 1)).containsExactly(Health.UP);
            assertThat(heard(patient, 1)).containsExactly(Health.GOING_UP);
        }
    }

    @Test
    void checkEndsWithTheLastWhoNeedsIt() throws Exception {
        Told probe = new Told();
        BlockingQueue<Health> heard = new LinkedBlockingQueue<>();
        try (HealthChecker checker = checker(probe)) {
            Standing one = checker.start(target(1, 1, QUICK), HealthTrack.unchecked(), (s, track) -> {
                throw new AssertionError("heard after the stop");
            });
            Standing other = checker.start(
                    target(2, 2, QUICK), HealthTrack.unchecked(), (s, track) -> heard.add(track.health()));
            checker.stop(one);
            probe.finds(true);
            assertThat(heard(heard, 1)).containsExactly(Health.UP);
            checker.stop(other);
            assertThat(checker.size()).isZero();
        }
    }

    @Test
    void whoAsksOtherwiseHasACheckOfItsOwn() {
        HealthCheck rules = target(1, 1, QUICK).check();
        IpAddress address = IpAddress.of("192.0.2.1");
        try (HealthChecker checker = checker(new Told())) {
            List.of(
                            new CheckTarget(address, 80, null, rules),
                            new CheckTarget(address, 81, null, rules),
                            new CheckTarget(IpAddress.of("192.0.2.2"), 80, null, rules),
                            new CheckTarget(address, 80, IpAddress.of("192.0.2.9"), rules),
                            target(1, 1, HOUR))
                    .forEach(target -> checker.start(target, HealthTrack.unchecked(), (s, track) -> {}));
            assertThat(checker.size()).isEqualTo(5);
        }
    }

    @Test
    void newcomerNeedNotWaitAnIntervalForTheCheckItShares() throws Exception {
        Told probe = new Told();
        BlockingQueue<Health> heard = new LinkedBlockingQueue<>();
        try (HealthChecker checker = checker(probe)) {
            checker.start(slow(HOUR), HealthTrack.unchecked(), (s, track) -> {});
            probe.finds(true);
            checker.start(slow(HOUR), HealthTrack.unchecked(), (s, track) -> heard.add(track.health()));
            probe.finds(true);
            assertThat(heard(heard, 1)).containsExactly(Health.UP);
        }
    }

    @Test
    void whileAStateChangesAndWhileItIsDownTheOtherIntervalsHold() throws Exception {
        Told probe = new Told();
        try (HealthChecker checker = checker(probe)) {
            // An hour from check to check, but for a server that is unchecked, goes up or down, or is down.
            HealthCheck rules = new HealthCheck(
                    new CheckMethod.Plain(HealthCheck.Type.CONNECT),
                    HOUR,
                    HOUR,
                    2,
                    2,
                    0,
                    new CheckPace(QUICK, Duration.ofMillis(2), null),
                    false);
            Standing standing = checker.start(
                    new CheckTarget(IpAddress.of("192.0.2.1"), 80, null, rules),
                    HealthTrack.unchecked(),
                    (s, track) -> {});
            probe.finds(false);
            probe.finds(false);
            probe.finds(false);
            probe.finds(true);
            probe.finds(true);
            assertThat(probe.next.offer(CheckResult.connected(Duration.ZERO), 200, TimeUnit.MILLISECONDS))
                    .as("asked again before the hour was over")
                    .isFalse();
            assertThat(standing.gap()).isEqualTo(HOUR);
        }
    }

    @Test
    void historyKeepsTheLastFiftyAndTheLastFailure() throws Exception {
        Told probe = new Told();
        try (HealthChecker checker = checker(probe)) {
            Standing standing = checker.start(target(1, 1, QUICK), HealthTrack.unchecked(), (s, track) -> {});
            probe.finds(false);
            for (int i = 0; i < CheckHistory.LENGTH; i++) {
                probe.finds(true);
            }
            // Asked again, so the one before is in the history.
            while (probe.asked.get() < CheckHistory.LENGTH + 2) {
                Thread.onSpinWait();
            }
            assertThat(standing.history()).hasSize(CheckHistory.LENGTH);
            assertThat(standing.history())
                    .extracting(entry -> entry.result().healthy())
                    .containsOnly(true);
            assertThat(standing.history()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
            assertThat(Objects.requireNonNull(standing.latestFailure()).result().reason())
                    .isEqualTo(REFUSED);
            assertThat(checker.figures().failures()).isEqualTo(1);
            assertThat(checker.figures().checks()).isEqualTo(CheckHistory.LENGTH + 1);
        }
    }

    @Test
    void longWordsOfAServerAreCut() throws Exception {
        BlockingQueue<CheckReason> heard = new LinkedBlockingQueue<>();
        Probe talkative = target -> CheckResult.failed(new CheckReason("L7RSP", "x".repeat(100_000)), Duration.ZERO);
        try (HealthChecker checker = checker(talkative)) {
            checker.start(
                    target(1, 1, HOUR),
                    HealthTrack.unchecked(),
                    (s, track) -> heard.add(Objects.requireNonNull(track.reason())));
            CheckReason reason = Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS));
            assertThat(reason.text()).hasSize(CheckHistory.LONGEST_TEXT + 1);
        }
    }

    private static List<Health> heard(BlockingQueue<Health> queue, int count) throws InterruptedException {
        List<Health> heard = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            heard.add(Objects.requireNonNull(queue.poll(30, TimeUnit.SECONDS), "a verdict within 30 s"));
        }
        return heard;
    }

    private static HealthChecker checker(Probe probe) {
        return new HealthChecker(probe, System::nanoTime, new SplittableRandom(1));
    }

    private static CheckTarget target(int fall, int rise, Duration interval) {
        HealthCheck rules = new HealthCheck(
                new CheckMethod.Plain(HealthCheck.Type.CONNECT),
                interval,
                HOUR,
                fall,
                rise,
                0,
                new CheckPace(interval, interval, null),
                false);
        return new CheckTarget(IpAddress.of("192.0.2.1"), 80, null, rules);
    }

    private static CheckTarget slow(Duration interval) {
        return target(1, 1, interval);
    }
}
