package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many frames may go to the host. */
class HostBudgetTest {
    private static final long MILLISECOND = 1_000_000;

    /** Just before the clock wraps around. */
    private static final long START = Long.MAX_VALUE - 1000 * MILLISECOND;

    private final HostBudget budget = new HostBudget(START);

    @Test
    void aSecondsWorthIsThereAtOnceAndNoMore() {
        assertThat(taken(START, 5000)).isEqualTo(HostBudget.PER_SECOND);
        assertThat(taken(START + MILLISECOND / 2, 5000)).isZero();
    }

    @Test
    void itComesBackAtItsRate() {
        taken(START, 5000);
        int all = 0;
        for (int i = 1; i <= 3000; i++) {
            all += taken(START + i * MILLISECOND, 10);
        }
        assertThat(all).isEqualTo(3 * HostBudget.PER_SECOND);
    }

    @Test
    void aLongPauseSavesNoMoreThanASecondsWorth() {
        taken(START, 5000);
        assertThat(taken(START + 60_000 * MILLISECOND, 5000)).isEqualTo(HostBudget.PER_SECOND);
    }

    private int taken(long now, int asked) {
        int taken = 0;
        for (int i = 0; i < asked; i++) {
            taken += budget.take(now) ? 1 : 0;
        }
        return taken;
    }
}
