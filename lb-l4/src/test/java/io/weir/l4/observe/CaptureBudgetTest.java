package io.weir.l4.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaptureBudgetTest {
    @Test
    void budgetEndsByFramesAndByBytes() {
        CaptureBudget frames = new CaptureBudget(2, 1000);
        assertThat(frames.take(1)).isTrue();
        assertThat(frames.isSpent()).isFalse();
        assertThat(frames.take(1)).isTrue();
        assertThat(frames.take(1)).isFalse();
        assertThat(frames.isSpent()).isTrue();
        CaptureBudget bytes = new CaptureBudget(100, 1000);
        assertThat(bytes.take(999)).isTrue();
        assertThat(bytes.take(999)).isTrue();
        assertThat(bytes.take(1)).isFalse();
        assertThat(bytes.isSpent()).isTrue();
    }
}
