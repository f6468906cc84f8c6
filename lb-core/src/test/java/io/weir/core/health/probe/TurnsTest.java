package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.TextPattern;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks that compute for their whole time leave others theirs. */
class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(3);

    @Test
    void expressionsWithoutEndDoNotMakeOtherChecksLate() throws Exception {
        try (ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> verdicts = IntStream.range(
                            0, Runtime.getRuntime().availableProcessors() + 1)
                    .mapToObj(_ -> checks.submit(TurnsTest::withoutEnd))
                    .toList();
            long asked = System.nanoTime();
            long wait = checks.submit(() -> System.nanoTime() - asked).get();
            assertThat(Duration.ofNanos(wait)).isLessThan(LONG.dividedBy(2));
            for (Future<String> verdict : verdicts) {
                assertThat(verdict.get()).isEqualTo("L7TOUT the expression took longer than 3 s on what came");
            }
        }
    }

    private static String withoutEnd() {
        TextPattern pattern = new TextPattern(Pattern.compile("^(a+)+\\1b$"));
        try {
            return "found: " + BodyMatch.found(pattern, "a".repeat(5000), Deadline.in(LONG, System::nanoTime));
        } catch (Unhealthy e) {
            return e.reason().toString();
        }
    }
}
