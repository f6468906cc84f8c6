package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ticks go on over the wrap, and spans round up. */
class FlowClockTest {
    @Test
    void ticksAreSixteenthsOfASecond() {
        long[] nanos = {-1};
        FlowClock clock = new FlowClock(() -> nanos[0]);
        assertThat(clock.now()).isEqualTo(-1);
        nanos[0] = 62_500_000;
        assertThat(clock.now()).isEqualTo(1);
    }

    @Test
    void theClockWraps() {
        long last = (long) Integer.MAX_VALUE * 62_500_000L;
        int before = FlowClock.ticksOf(last);
        int after = FlowClock.ticksOf(last + 62_500_000L);
        assertThat(after).isEqualTo(Integer.MIN_VALUE);
        assertThat(after - before).isEqualTo(1);
        assertThat(FlowClock.between(before, after)).isEqualTo(Duration.ofNanos(62_500_000));
    }

    @Test
    void spansRoundUp() {
        assertThat(FlowClock.ticks(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(FlowClock.ticks(Duration.ofSeconds(3))).isEqualTo(48);
        assertThat(FlowClock.ticks(Duration.ofDays(100_000))).isEqualTo(1 << 30);
    }

    @Test
    void noTimeoutIsZero() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new FlowTimeouts(second, second, Duration.ZERO, second))
                .hasMessage("a flow timeout is longer than 0");
    }
}
