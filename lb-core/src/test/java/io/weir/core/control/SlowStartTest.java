package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MINUTE = 60_000;

    private static ServerSnapshot server(int id, Instant since) {
        RealServer definition =
                new RealServer("s" + id, IpAddress.of("10.0.0.1"), 80, 100, false, 0, AdminState.ONLINE);
        return new ServerSnapshot(id, definition, 100, Health.UP, AdminState.ONLINE, null, since, new ServerLoad());
    }

    private static SlowStart of(Duration time) {
        return new SlowStart(time, List.of(server(1, BEGIN), server(2, BEGIN.plusSeconds(60))));
    }

    @Test
    void aServersShareGrowsWithItsTime() {
        SlowStart slow = of(Duration.ofMinutes(1));
        long half = BEGIN.toEpochMilli() + MINUTE + MINUTE / 2;
        assertThat(slow.applies(half)).isTrue();
        assertThat(slow.isCold(0, half)).isFalse();
        assertThat(slow.isCold(1, half)).isTrue();
        assertThat(slow.admits(1, half, 0.49)).isTrue();
        assertThat(slow.admits(1, half, 0.51)).isFalse();
        assertThat(slow.admits(0, half, 0.99)).isTrue();
    }

    @Test
    void aServerGetsSomethingFromItsFirstMoment() {
        SlowStart slow = of(Duration.ofMinutes(1));
        long first = BEGIN.toEpochMilli() + MINUTE;
        assertThat(slow.admits(1, first, 0.05)).isTrue();
        assertThat(slow.admits(1, first, 0.2)).isFalse();
    }

    @Test
    void timeMakesNoDifferenceOnceAllAreWarmOrNothingIsConfigured() {
        assertThat(of(Duration.ofMinutes(1)).applies(BEGIN.toEpochMilli() + 2 * MINUTE))
                .isFalse();
        assertThat(of(Duration.ZERO).isConfigured()).isFalse();
    }
}
