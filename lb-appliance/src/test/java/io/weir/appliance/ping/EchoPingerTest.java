package io.weir.appliance.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.RootTests;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class EchoPingerTest {
    private final EchoPinger pinger = new EchoPinger();

    @BeforeEach
    void privileged() {
        RootTests.requireNamespaces();
    }

    @AfterEach
    void close() {
        pinger.close();
    }

    @Test
    void bothFamiliesAnswer() {
        assertThat(reason("127.0.0.1", null)).isEqualTo("L4OK");
        assertThat(reason("::1", null)).isEqualTo("L4OK");
        assertThat(reason("127.0.0.5", "127.0.0.6")).isEqualTo("L4OK");
    }

    @Test
    void sourceAddressThatIsNotOursIsNamed() {
        assertThat(reason("127.0.0.1", "203.0.113.9"))
                .isEqualTo("L4CON cannot check from the source address 203.0.113.9: cannot assign requested address");
    }

    @Test
    void manyAtOnceGetTheirOwnReplies() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all = IntStream.rangeClosed(1, 500)
                    .mapToObj(n -> threads.submit(() -> reason("127.1." + n / 250 + "." + (n % 250 + 1), null)))
                    .toList();
            for (Future<String> one : all) {
                assertThat(one.get()).isEqualTo("L4OK");
            }
        }
    }

    private String reason(String address, @Nullable String source) {
        Duration patient = Duration.ofSeconds(20);
        CheckTarget target = new CheckTarget(
                IpAddress.of(address),
                0,
                source == null ? null : IpAddress.of(source),
                new HealthCheck(HealthCheck.Type.PING, patient, patient, 1, 1, 0));
        return Probes.direct(pinger).check(target).reason().toString();
    }
}
