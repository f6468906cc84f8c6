package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.probe.ConnectTest;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthCheckerTest {
    private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");
    private static final CheckReason BROKEN = new CheckReason("L4CON", "connection refused");

    @Test
    void realServerIsFollowedDownAndUp() throws Exception {
        BlockingQueue<HealthTrack> heard = new LinkedBlockingQueue<>();
        try (HealthChecker checker = new HealthChecker(Probes.direct())) {
            ServerSocket listener = new ServerSocket(0, 50, LOOPBACK.toInetAddress());
            int port = listener.getLocalPort();
            checker.start(target(port, 20, 20), HealthTrack.unchecked(), (check, track) -> heard.add(track));
            assertThat(next(heard).health()).isEqualTo(Health.UP);
            listener.close();
            assertThat(next(heard).health()).isEqualTo(Health.GOING_DOWN);
            HealthTrack down = next(heard);
            assertThat(down.health()).isEqualTo(Health.DOWN);
            assertThat(down.reason()).hasToString("L4CON connection refused");
            try (ServerSocket again = new ServerSocket(port, 50, LOOPBACK.toInetAddress())) {
                assertThat(again.isBound()).isTrue();
                assertThat(next(heard).health()).isEqualTo(Health.GOING_UP);
                assertThat(next(heard).health()).isEqualTo(Health.UP);
            }
        }
    }

    @Test
    void checkThatBreaksGoesOnAndItsServerIsDown() throws Exception {
        BlockingQueue<HealthTrack> heard = new LinkedBlockingQueue<>();
        AtomicInteger probes = new AtomicInteger();
        Probe broken = target -> {
            if (probes.incrementAndGet() > 3) {
                return CheckResult.connected(Duration.ZERO);
            }
            throw new StackOverflowError("of a parser");
        };
        try (HealthChecker checker = checker(broken)) {
            checker.start(target(1, 1, 1), HealthTrack.unchecked(), (c, track) -> heard.add(track));
            HealthTrack track = next(heard);
            while (track.health() != Health.DOWN) {
                track = next(heard);
            }
            assertThat(String.valueOf(track.reason())).startsWith("INTERNAL the check itself failed");
            while (track.health() != Health.UP) {
                track = next(heard);
            }
        }
    }

    @Test
    void onlyVisibleChangesAreHeard() throws Exception {
        BlockingQueue<HealthTrack> heard = new LinkedBlockingQueue<>();
        CountDownLatch probed = new CountDownLatch(20);
        Probe healthy = target -> {
            probed.countDown();
            return CheckResult.connected(Duration.ofMillis(7));
        };
        try (HealthChecker checker = checker(healthy)) {
            checker.start(target(1, 1, 1), HealthTrack.unchecked(), (c, track) -> heard.add(track));
            assertThat(probed.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(heard).extracting(HealthTrack::health).containsExactly(Health.UP);
    }

    @Test
    void stoppedCheckBreaksOffItsConnectionAttempt() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK.toInetAddress())) {
            ConnectTest.fillBacklog(silent, fillers);
            CountDownLatch started = new CountDownLatch(1);
            Probe connect = Probes.direct();
            HealthChecker checker = checker(target -> {
                started.countDown();
                return connect.check(target);
            });
            checker.start(
                    target(silent.getLocalPort(), 60_000, 60_000),
                    HealthTrack.unchecked(),
                    (check, track) ->
                            assertThat(track).as("heard after the stop").isNull());
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            long before = System.nanoTime();
            checker.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void listenerThatBlocksIsReleasedByTheStop() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        HealthChecker checker = checker(target -> CheckResult.connected(Duration.ZERO));
        checker.start(target(1, 1, 1), HealthTrack.unchecked(), (check, track) -> {
            blocked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
        checker.close();
        assertThat(interrupted).isTrue();
    }

    @Test
    void thousandTargetsAreAllCheckedAndLeaveNoThread() throws Exception {
        AtomicInteger inProbe = new AtomicInteger();
        CountDownLatch verdicts = new CountDownLatch(1000);
        HealthChecker checker = checker(target -> {
            inProbe.incrementAndGet();
            try {
                return CheckResult.failed(BROKEN, Duration.ZERO);
            } finally {
                inProbe.decrementAndGet();
            }
        });
        for (int i = 0; i < 1000; i++) {
            checker.start(target(1 + i, 50, 50), HealthTrack.unchecked(), (check, track) -> {
                if (track.health() == Health.DOWN) {
                    verdicts.countDown();
                }
            });
        }
        assertThat(checker.size()).isEqualTo(1000);
        assertThat(verdicts.await(30, TimeUnit.SECONDS)).isTrue();
        checker.close();
        // close joins every thread: none is inside a probe and none comes back.
        assertThat(inProbe).hasValue(0);
        assertThat(checker.size()).isZero();
    }

    @Test
    void faultOfTheProbeIsAFailedCheckAndTheNextOneRuns() throws Exception {
        BlockingQueue<HealthTrack> heard = new LinkedBlockingQueue<>();
        AtomicInteger calls = new AtomicInteger();
        Probe faulty = target -> {
            if (calls.getAndIncrement() < 2) {
                throw new IllegalStateException("broken on purpose");
            }
            return CheckResult.connected(Duration.ZERO);
        };
        try (HealthChecker checker = checker(faulty)) {
            checker.start(target(1, 1, 1), HealthTrack.unchecked(), (check, track) -> heard.add(track));
            assertThat(next(heard).reason()).extracting(CheckReason::code).isEqualTo("INTERNAL");
            assertThat(next(heard).health()).isEqualTo(Health.DOWN);
            assertThat(next(heard).health()).isEqualTo(Health.GOING_UP);
        }
    }

    private static HealthChecker checker(Probe probe) {
        return new HealthChecker(probe, System::nanoTime, new SplittableRandom(1));
    }

    private static HealthTrack next(BlockingQueue<HealthTrack> heard) throws InterruptedException, IOException {
        @Nullable HealthTrack track = heard.poll(30, TimeUnit.SECONDS);
        if (track == null) {
            throw new IOException("no verdict within 30 s");
        }
        return track;
    }

    private static CheckTarget target(int port, int intervalMillis, int timeoutMillis) {
        return new CheckTarget(
                LOOPBACK,
                port,
                null,
                new HealthCheck(
                        HealthCheck.Type.CONNECT,
                        Duration.ofMillis(intervalMillis),
                        Duration.ofMillis(timeoutMillis),
                        2,
                        2,
                        0));
    }
}
