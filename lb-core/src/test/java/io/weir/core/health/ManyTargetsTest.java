package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.HealthCheck;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 5,000 TCP servers, each checked every second by a process that has one processor, on which the servers accept too.
 * Prints what it took: {@code mvn -pl lb-core -am test -Dtest=ManyTargetsTest -Dweir.excluded=none}.
 */
@Tag("long")
class ManyTargetsTest {
    private static final int TARGETS = 5_000;
    private static final Duration WARMING = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    @Test
    void fiveThousandTargetsAreCheckedEachSecondOnOneProcessorWithoutDrift() throws Exception {
        Process process = new ProcessBuilder(
                        "taskset",
                        "-c",
                        "0",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyTargetsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(said);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static IpAddress address(int target) {
        return IpAddress.v4(0x7F100000 + target + 1);
    }

    /** In the process with one processor. */
    public static void main(String[] arguments) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 4096);
            Thread.ofPlatform().daemon().start(() -> accept(listener));
            System.exit(measure(((InetSocketAddress) listener.getLocalAddress()).getPort()) ? 0 : 1);
        }
    }

    private static void accept(ServerSocketChannel listener) {
        try {
            while (true) {
                try (SocketChannel accepted = listener.accept()) {
                    accepted.finishConnect();
                }
            }
        } catch (IOException e) {
            // The end.
        }
    }

    private static boolean measure(int port) throws InterruptedException {
        AtomicIntegerArray counts = new AtomicIntegerArray(TARGETS);
        Probe connect = Probes.direct();
        Probe counted = target -> {
            counts.incrementAndGet((int) (target.address().low() & 0xFFFFF) - 1);
            return connect.check(target);
        };
        HealthCheck rules =
                new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(1), Duration.ofMillis(900), 2, 2, 0);
        try (HealthChecker checker = new HealthChecker(counted, System::nanoTime, new SplittableRandom())) {
            for (int i = 0; i < TARGETS; i++) {
                checker.start(
                        new CheckTarget(address(i), port, null, rules), HealthTrack.unchecked(), (s, track) -> {});
            }
            pause(WARMING);
            int[] before = read(counts);
            long late = checker.figures().late();
            long checks = checker.figures().checks();
            long busy = cpuNanos();
            long began = System.nanoTime();
            pause(MEASURED);
            double seconds = (System.nanoTime() - began) / 1e9;
            int[] after = read(counts);
            int[] each = new int[TARGETS];
            Arrays.setAll(each, i -> after[i] - before[i]);
            Arrays.sort(each);
            long done = checker.figures().checks() - checks;
            long lateNow = checker.figures().late() - late;
            long failed = checker.figures().failures();
            System.out.printf(
                    "%d targets at 1 s on one processor: %.0f checks/s for %.0f s, %d to %d a target, %d late by more"
                            + " than 250 ms, %d failed, %.0f %% of the processor, %.0f µs of it a check%n",
                    TARGETS,
                    done / seconds,
                    seconds,
                    each[0],
                    each[TARGETS - 1],
                    lateNow,
                    failed,
                    (cpuNanos() - busy) / seconds / 1e7,
                    (cpuNanos() - busy) / 1e3 / done);
            boolean noDrift = done / seconds > 0.99 * TARGETS && done / seconds < 1.01 * TARGETS;
            boolean fair = each[0] >= seconds - 2 && each[TARGETS - 1] <= seconds + 2;
            return noDrift && fair && lateNow < done / 100 && failed == 0;
        }
    }

    private static int[] read(AtomicIntegerArray counts) {
        int[] read = new int[TARGETS];
        Arrays.setAll(read, counts::get);
        return read;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Measuring takes time; nothing is waited for. */
    private static void pause(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
