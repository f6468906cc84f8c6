package io.weir.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartPacerTest {
    private static final long HUNDRED_MILLIS = 100_000_000;

    @Test
    void thousandsAtOnceAreSpreadToAThousandPerTenthOfASecond() {
        StartPacer pacer = new StartPacer();
        long now = Long.MAX_VALUE - 5;
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            starts.add(pacer.reserve(now) - now);
        }
        assertThat(starts).isSorted();
        for (long from : starts) {
            assertThat(starts)
                    .filteredOn(start -> start >= from && start < from + HUNDRED_MILLIS)
                    .hasSizeLessThanOrEqualTo(1100);
            if (from > HUNDRED_MILLIS) {
                break;
            }
        }
        assertThat(Collections.max(starts)).isBetween(4 * HUNDRED_MILLIS, 5 * HUNDRED_MILLIS);
    }

    @Test
    void fewChecksDoNotWait() {
        StartPacer pacer = new StartPacer();
        for (int i = 0; i < 1000; i++) {
            long now = i * HUNDRED_MILLIS;
            assertThat(pacer.reserve(now)).isEqualTo(now);
        }
    }
}
