package io.weir.bench.l4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class EngineTest {
    @Test
    void namesAreReadInTheirOrderAndOnce() {
        assertThat(Engine.parse("af-xdp-generic, af-packet,af-packet"))
                .containsExactly(Engine.AF_XDP_GENERIC, Engine.AF_PACKET);
        assertThat(Engine.parse(Engine.USUAL)).containsExactly(Engine.AF_PACKET, Engine.IO_URING, Engine.AF_XDP_NATIVE);
        assertThat(Engine.parse("none")).isEmpty();
    }

    @Test
    void anEmptyNameIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Engine.parse("af-packet,"));
    }

    @Test
    void aPauseKeepsTheRate() {
        assertThat(Flood.pauseNanos(0)).isZero();
        assertThat(Flood.pauseNanos(40_000)).isEqualTo(800_000);
    }

    @Test
    void costsAreOfThePacketsThatArrived() {
        SmallFlood.Sum sum = new SmallFlood.Sum(500_000, 5, 1, 4);
        assertThat(sum.perSecond()).isEqualTo(100_000);
        assertThat(sum.daemonPerMillion()).isEqualTo(2);
        assertThat(sum.machinePerMillion()).isEqualTo(8);
    }

    @Test
    void timeThatWasTakenAwayIsNoWork() {
        assertThat(Cpu.idleSeconds("cpu  1000 10 2000 400 50 6 70 8 0 0")).isEqualTo(4.58);
    }
}
