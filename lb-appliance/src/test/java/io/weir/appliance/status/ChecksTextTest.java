package io.weir.appliance.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.control.ServerKey;
import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckRecord;
import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckResults;
import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChecksTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private final List<CheckRecord> history = new ArrayList<>();

    private void passed(int secondsAgo, int micros) {
        history.add(
                new CheckRecord(NOW.minusSeconds(secondsAgo), CheckResult.connected(Duration.ofNanos(micros * 1000L))));
    }

    private void failed(int secondsAgo) {
        history.add(new CheckRecord(
                NOW.minusSeconds(secondsAgo),
                CheckResult.failed(new CheckReason("L4TOUT", "no answer in 3 s"), Duration.ofSeconds(3))));
    }

    private ServerChecks server(Health health, @Nullable String reason, int sharers) {
        CheckTarget target = new CheckTarget(
                IpAddress.of("192.168.86.50"),
                443,
                null,
                new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(4), Duration.ofSeconds(3), 2, 3, 0));
        CheckResults results = new CheckResults() {
            @Override
            public CheckTarget target() {
                return target;
            }

            @Override
            public @Nullable CheckRecord latest() {
                return history.isEmpty() ? null : history.getLast();
            }

            @Override
            public @Nullable CheckRecord latestFailure() {
                return history.reversed().stream()
                        .filter(entry -> !entry.result().healthy())
                        .findFirst()
                        .orElse(null);
            }

            @Override
            public List<CheckRecord> history() {
                return history;
            }

            @Override
            public int sharers() {
                return sharers;
            }
        };
        return new ServerChecks(new ServerKey("IIS_VIP", "IIS1"), health, AdminState.ONLINE, reason, "", results);
    }

    private static String text(ServerChecks server, boolean each) {
        List<String> lines = ChecksText.render(List.of(server), each, NOW, Style.PLAIN);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        return String.join("\n", lines) + "\n";
    }

    @Test
    void barsHaveWordsAndFailuresAMarkOfTheirOwn() {
        passed(20, 250);
        passed(16, 8000);
        failed(12);
        passed(8, 4000);
        passed(4, 250);
        assertThat(text(server(Health.UP, null, 3), false)).isEqualTo("""
                IIS_VIP/IIS1  ▲ up
                    connect 192.168.86.50:443 every 4 s, down after 2 failed, up after 3
                    passed, shared by 3 servers of services
                    ▁█x▅▁  oldest to newest, x failed
                    fastest 0.25 ms, middle 4.00 ms, slowest 8.00 ms, 1 of 5 failed
                    latest: passed in 0.25 ms, L4OK, 4s ago
                    last failure: failed in 3.00 s, L4TOUT no answer in 3 s, 12s ago
                """);
    }

    @Test
    void oneServerIsShownWithEveryResultTheNewestFirst() {
        passed(8, 250);
        failed(4);
        assertThat(text(server(Health.GOING_DOWN, "L4TOUT no answer in 3 s", 1), true))
                .endsWith("""

                    TIME                  RESULT  LATENCY   REASON
                    2026-01-01 00:09:56Z  failed    3.00 s  L4TOUT no answer in 3 s
                    2026-01-01 00:09:52Z  passed   0.25 ms  L4OK
                """);
    }

    @Test
    void serverWithoutResultsAndOneThatIsNotCheckedSaySo() {
        assertThat(text(server(Health.UNCHECKED, null, 1), true)).endsWith("    no result yet\n");
        ServerChecks halted = new ServerChecks(
                new ServerKey("a", "b"), Health.UNCHECKED, AdminState.HALTED, null, "halted by the operator", null);
        assertThat(text(halted, true)).isEqualTo("a/b  ■ halted\n    not checked: halted by the operator\n");
    }

    @Test
    void latenciesHaveAboutThreeDigits() {
        assertThat(ChecksText.latency(Duration.ofNanos(12_345))).isEqualTo("0.01 ms");
        assertThat(ChecksText.latency(Duration.ofMillis(42))).isEqualTo("42.0 ms");
        assertThat(ChecksText.latency(Duration.ofMillis(420))).isEqualTo("420 ms");
        assertThat(ChecksText.latency(Duration.ofMillis(4200))).isEqualTo("4.20 s");
    }
}
