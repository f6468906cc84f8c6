package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many frames may go to the host. */
class HostBudgetTest {
    /** Of a millisecond. */
    private static final long MICROSECONDS = 1000;

    /** Just before the clock wraps around. */
    private static final long START = Long.MAX_VALUE - 1_000_000_000;

    private final HostBudget budget = new HostBudget(START);

    @Test
    void aSecondsWorthIsThereAtOnceAndNoMore() {
        assertThat(taken(0, 5000)).isEqualTo(HostBudget.PER_SECOND);
        assertThat(taken(MICROSECONDS / 2, 5000)).isZero();
    }

    @Test
    void itComesBackAtItsRate() {
        taken(0, 5000);
        int all = 0;
        for (int i = 1; i <= 3000; i++) {
            all += taken(i * MICROSECONDS, 10);
        }
        assertThat(all).isEqualTo(3 * HostBudget.PER_SECOND);
    }

    @Test
    void aLongPauseSavesNoMoreThanASecondsWorth() {
        taken(0, 5000);
        assertThat(taken(60_000 * MICROSECONDS, 5000)).isEqualTo(HostBudget.PER_SECOND);
    }

    private int taken(long micros, int asked) {
        int taken = 0;
        for (int i = 0; i < asked; i++) {
            taken += budget.take(START + 1000 * micros) ? 1 : 0;
        }
        return taken;
    }
}
