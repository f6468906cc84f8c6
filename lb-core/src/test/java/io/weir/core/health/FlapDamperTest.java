package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.CheckPace.Damping;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FlapDamperTest {
    private static final HealthCheck RULES =
            new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 0);
    private static final CheckResult GOOD = CheckResult.connected(Duration.ZERO);
    private static final CheckResult BAD =
            CheckResult.failed(new CheckReason("L4CON", "connection refused"), Duration.ZERO);
    /** Three falls in ten minutes; held for 30 s, at most for 100 s. */
    private final FlapDamper damper =
            new FlapDamper(new Damping(3, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofSeconds(100)));

    private HealthTrack track = HealthTrack.takenOver(Health.UP, null);
    private long seconds;

    private void after(long passed, CheckResult result) {
        seconds += passed;
        track = damper.damp(
                track, track.after(result, RULES), Duration.ofSeconds(seconds).toNanos());
    }

    private void flap() {
        after(1, BAD);
        assertThat(track.health()).isEqualTo(Health.DOWN);
        after(1, GOOD);
    }

    /** For how many seconds it is down though it answers, 0 for not at all. */
    private long held() {
        long since = seconds;
        while (track.health() == Health.DOWN) {
            after(1, GOOD);
        }
        return seconds - since;
    }

    @Test
    void holdsAtTheThirdFallAndLongerEachTimeUpToTheLimit() {
        flap();
        assertThat(track.health()).isEqualTo(Health.UP);
        flap();
        assertThat(track.health()).isEqualTo(Health.UP);
        flap();
        assertThat(track.health()).isEqualTo(Health.DOWN);
        assertThat(Objects.requireNonNull(track.reason()))
                .hasToString("FLAP held down for 30 s though it answers: went down 3 times in 10 min, last: L4CON"
                        + " connection refused");
        assertThat(held()).isEqualTo(29);
        flap();
        assertThat(held()).isEqualTo(59);
        flap();
        assertThat(held()).isEqualTo(99);
        flap();
        assertThat(held()).isEqualTo(99);
    }

    @Test
    void reasonStaysTheSameWhileItIsHeld() {
        flap();
        flap();
        flap();
        HealthTrack first = track;
        after(5, GOOD);
        assertThat(track.differsVisibly(first)).isFalse();
    }

    @Test
    void failureWhileHeldIsShownAndTheHoldGoesOn() {
        flap();
        flap();
        flap();
        after(10, BAD);
        assertThat(Objects.requireNonNull(track.reason()).code()).isEqualTo("L4CON");
        after(1, GOOD);
        assertThat(Objects.requireNonNull(track.reason()).code()).isEqualTo("FLAP");
        assertThat(held()).isEqualTo(18);
    }

    @Test
    void quietWindowForgivesAll() {
        flap();
        flap();
        after(601, GOOD);
        flap();
        flap();
        assertThat(track.health()).isEqualTo(Health.UP);
        flap();
        assertThat(held()).isEqualTo(29);
    }

    @Test
    void slowFallsAreNeverHeld() {
        for (int i = 0; i < 20; i++) {
            after(301, BAD);
            after(1, GOOD);
            assertThat(track.health()).isEqualTo(Health.UP);
        }
    }

    @Property
    void serverThatAnswersIsUpAgainAfterTheLongestHold(@ForAll boolean[] results) {
        for (boolean healthy : results) {
            after(1, healthy ? GOOD : BAD);
        }
        after(101, GOOD);
        assertThat(track.health()).isEqualTo(Health.UP);
    }
}
