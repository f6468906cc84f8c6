package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** So many answers at once and so many in a second, wherever the clock stands. */
class AnswerBudgetTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 5, -1_000_000, Integer.MAX_VALUE - 3, Integer.MIN_VALUE})
    void aBucketIsFilledAtItsRate(int start) {
        AnswerBudget budget = new AnswerBudget(160, 20, 16);
        assertThat(taken(budget, start)).isEqualTo(20);
        assertThat(taken(budget, start + 1)).isEqualTo(10);
        assertThat(taken(budget, start + 5)).isEqualTo(20);
    }

    private static int taken(AnswerBudget budget, int now) {
        int taken = 0;
        while (budget.take(now)) {
            taken++;
        }
        return taken;
    }
}
