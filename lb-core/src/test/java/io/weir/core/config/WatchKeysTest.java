package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Alerts;
import io.weir.core.service.CheckPace;
import io.weir.core.service.Configuration;
import io.weir.core.service.Feedback;
import io.weir.core.service.VirtualService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the keys of pace, damping, feedback and alerts become. */
class WatchKeysTest {
    private static Configuration read(String head, String service) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", head + """
                virtual-services:
                  - name: web
                    mode: l4-dr
                    address: 192.0.2.10
                    ports: 443
                """ + service.indent(4) + """
                    real-servers:
                      - { name: web1, address: 198.51.100.11 }
                """);
    }

    private static VirtualService service(String keys) throws InvalidConfiguration {
        return read("", keys).virtualServices().getFirst();
    }

    @Test
    void withoutThemChecksAreTwiceAsFastWhileAStateChangesAndNothingElse() throws Exception {
        VirtualService service = service("");
        assertThat(service.healthCheck().pace())
                .isEqualTo(new CheckPace(Duration.ofSeconds(2), Duration.ofSeconds(4), null));
        assertThat(service.healthCheck().throughVip()).isFalse();
        assertThat(service.feedback()).isEqualTo(Feedback.NONE);
        assertThat(read("", "").alerts()).isNull();
    }

    @Test
    void fastIntervalIsNeverUnderHalfASecondByItselfNorLongerThanTheInterval() throws Exception {
        assertThat(service("health-check: { interval: 800ms, timeout: 100ms }")
                        .healthCheck()
                        .pace()
                        .fast())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(service("health-check: { interval: 200ms, timeout: 100ms }")
                        .healthCheck()
                        .pace()
                        .fast())
                .isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void paceDampingAndFeedbackAreAsWritten() throws Exception {
        VirtualService service = service("""
                health-check: { fast-interval: 1s, down-interval: 9s, through-vip: true, damping: { falls: 5, hold: 1m } }
                feedback: { type: http, port: 8080, path: "/load?x=1", interval: 2s, timeout: 1s }
                """);
        assertThat(service.healthCheck().pace())
                .isEqualTo(new CheckPace(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(9),
                        new CheckPace.Damping(
                                5, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(10))));
        assertThat(service.healthCheck().throughVip()).isTrue();
        assertThat(service.feedback())
                .isEqualTo(new Feedback(
                        Feedback.Type.HTTP, 8080, "/load?x=1", Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @Test
    void alertsAreAsWrittenAndThePortFollowsTheEncryption() throws Exception {
        Alerts alerts = Objects.requireNonNull(read("""
                alerts:
                  smtp: { host: mail.example, tls: starttls, username: weir, password-file: /etc/weir/p,
                          from: weir@example.org, to: [ops@example.org] }
                  max-per-hour: 3
                """, "").alerts());
        assertThat(alerts)
                .isEqualTo(new Alerts(
                        new Alerts.Smtp(
                                "mail.example",
                                587,
                                Alerts.Encryption.STARTTLS,
                                "weir",
                                Path.of("/etc/weir/p"),
                                "weir@example.org",
                                List.of("ops@example.org")),
                        Duration.ofSeconds(30),
                        3));
    }
}
