package io.weir.appliance.acceptance.health;

import static io.weir.appliance.acceptance.health.Verdicts.http;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No check of a server that is up may fail, however many there are. */
@Tag("root")
@Tag("long")
@Isolated
class ManyHttpChecksTest {
    private static final int CHECKS = 10_000;

    @Test
    void noneOfTenThousandChecksOfNginxIsFalse() {
        try (ServerProgram server = CommonServersTest.nginx(1)) {
            List<CheckResult> wrong = new ArrayList<>();
            long before = System.nanoTime();
            for (int i = 0; i < CHECKS; i++) {
                boolean healthy = i % 2 == 0;
                CheckResult result =
                        server.check(http(null, healthy ? "/" : "/broken", "all is well"), Duration.ofSeconds(3));
                if (result.healthy() != healthy) {
                    wrong.add(result);
                }
            }
            System.out.println(CHECKS + " checks in "
                    + Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms");
            assertThat(wrong).isEmpty();
        }
    }
}
