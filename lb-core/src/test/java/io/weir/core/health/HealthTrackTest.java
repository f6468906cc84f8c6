package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HealthTrackTest {
    private static final CheckReason REFUSED = new CheckReason("L4CON", "connection refused");
    private static final CheckReason SILENT = new CheckReason("L4TOUT", "no answer in 3 s");
    private static final HealthCheck TWO_AND_THREE = rules(2, 3);

    @Test
    void firstSuccessEndsTheDoubt() {
        assertThat(after(HealthTrack.unchecked(), true).health()).isEqualTo(Health.UP);
    }

    @Test
    void failuresBeforeTheFirstSuccessCountToFall() {
        HealthTrack once = after(HealthTrack.unchecked(), false);
        assertThat(once.health()).isEqualTo(Health.UNCHECKED);
        assertThat(once.reason()).isEqualTo(REFUSED);
        assertThat(after(once, false).health()).isEqualTo(Health.DOWN);
        assertThat(after(once, true)).isEqualTo(new HealthTrack(Health.UP, 0, null));
    }

    @Test
    void upServerGoesDownByFailuresInARow() {
        HealthTrack up = after(HealthTrack.unchecked(), true);
        assertThat(states(up, false, true, false, false))
                .containsExactly(Health.GOING_DOWN, Health.UP, Health.GOING_DOWN, Health.DOWN);
    }

    @Test
    void downServerComesUpBySuccessesInARow() {
        HealthTrack down = after(after(HealthTrack.unchecked(), false), false);
        assertThat(states(down, true, true, false, true, true, true))
                .containsExactly(
                        Health.GOING_UP, Health.GOING_UP, Health.DOWN, Health.GOING_UP, Health.GOING_UP, Health.UP);
    }

    @Test
    void fallAndRiseOfOneSkipTheStatesBetween() {
        HealthCheck rules = rules(1, 1);
        HealthTrack up = HealthTrack.unchecked().after(CheckResult.connected(Duration.ZERO), rules);
        HealthTrack down = up.after(CheckResult.failed(REFUSED, Duration.ZERO), rules);
        assertThat(down.health()).isEqualTo(Health.DOWN);
        assertThat(down.after(CheckResult.connected(Duration.ZERO), rules).health())
                .isEqualTo(Health.UP);
    }

    @Test
    void latestFailureIsTheReasonUntilTheServerIsUp() {
        HealthTrack track = after(after(HealthTrack.unchecked(), false), false);
        track = track.after(CheckResult.failed(SILENT, Duration.ZERO), TWO_AND_THREE);
        assertThat(track.reason()).isEqualTo(SILENT);
        track = after(track, true);
        assertThat(track).isEqualTo(new HealthTrack(Health.GOING_UP, 1, SILENT));
        assertThat(after(after(track, true), true).reason()).isNull();
    }

    @Test
    void onAndOffNeedNoResult() {
        assertThat(HealthTrack.initial(HealthCheck.Type.ON).health()).isEqualTo(Health.UP);
        HealthTrack off = HealthTrack.initial(HealthCheck.Type.OFF);
        assertThat(off.health()).isEqualTo(Health.DOWN);
        assertThat(off.reason()).hasToString("OFF switched off by the health check \"off\"");
    }

    @Test
    void changedCheckKeepsTheVerdictAndCountsAnew() {
        assertThat(HealthTrack.takenOver(Health.GOING_DOWN, REFUSED)).isEqualTo(new HealthTrack(Health.UP, 0, null));
        assertThat(HealthTrack.takenOver(Health.GOING_UP, REFUSED)).isEqualTo(new HealthTrack(Health.DOWN, 0, REFUSED));
        assertThat(HealthTrack.takenOver(Health.UNCHECKED, REFUSED)).isEqualTo(HealthTrack.unchecked());
    }

    @Property
    void servesUntilFallFailuresAndAgainAfterRiseSuccesses(
            @ForAll List<Boolean> results,
            @ForAll @IntRange(min = 1, max = 5) int fall,
            @ForAll @IntRange(min = 1, max = 5) int rise) {
        HealthCheck rules = rules(fall, rise);
        HealthTrack track = HealthTrack.unchecked();
        boolean serves = true;
        int against = 0;
        for (boolean healthy : results) {
            track = track.after(
                    healthy ? CheckResult.connected(Duration.ZERO) : CheckResult.failed(REFUSED, Duration.ZERO), rules);
            against = healthy == serves ? 0 : against + 1;
            if (against == (serves ? fall : rise)) {
                serves = !serves;
                against = 0;
            }
            assertThat(track.health().serves()).isEqualTo(serves);
            assertThat(track.streak()).isEqualTo(against);
            assertThat(track.reason() == null).isEqualTo(track.health() == Health.UP);
        }
    }

    private static HealthTrack after(HealthTrack track, boolean healthy) {
        return track.after(
                healthy ? CheckResult.connected(Duration.ZERO) : CheckResult.failed(REFUSED, Duration.ZERO),
                TWO_AND_THREE);
    }

    private static List<Health> states(HealthTrack from, boolean... results) {
        ArrayList<Health> states = new ArrayList<>();
        HealthTrack track = from;
        for (boolean healthy : results) {
            track = after(track, healthy);
            states.add(track.health());
        }
        return states;
    }

    private static HealthCheck rules(int fall, int rise) {
        return new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(4), Duration.ofSeconds(3), fall, rise, 0);
    }
}
