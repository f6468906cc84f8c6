package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.SchedulerKind;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeastLoadedTest {
    private static int choose(Pool pool, SchedulerKind kind) {
        return pool.scheduler(kind).select(0, 0, CandidateFilter.ANY);
    }

    @Test
    void lcTakesFewestConnectionsWhateverTheWeights() {
        assertThat(choose(Pool.weighted(100, 1, 50).busy(0, 3).busy(1, 1).busy(2, 2), SchedulerKind.LC))
                .isEqualTo(1);
    }

    @Test
    void wlcTakesFewestConnectionsForTheWeight() {
        assertThat(choose(Pool.weighted(100, 10).busy(0, 19).busy(1, 2), SchedulerKind.WLC))
                .isEqualTo(0);
        assertThat(choose(Pool.weighted(100, 10).busy(0, 21).busy(1, 2), SchedulerKind.WLC))
                .isEqualTo(1);
    }

    @Test
    void sedCountsTheConnectionToBePlaced() {
        // (1 + 1) / 3 is less than (0 + 1) / 1, though the second server is idle.
        assertThat(choose(Pool.weighted(3, 1).busy(0, 1), SchedulerKind.SED)).isEqualTo(0);
        assertThat(choose(Pool.weighted(3, 1).busy(0, 3), SchedulerKind.SED)).isEqualTo(1);
    }

    @Test
    void nqTakesTheIdleServerThoughSedWouldNot() {
        assertThat(choose(Pool.weighted(3, 1).busy(0, 1), SchedulerKind.NQ)).isEqualTo(1);
        assertThat(choose(Pool.weighted(3, 1, 2).busy(0, 1), SchedulerKind.NQ)).isEqualTo(2);
    }

    @Test
    void nqWithoutIdleServerDoesAsSed() {
        assertThat(choose(Pool.weighted(3, 1).busy(0, 1).busy(1, 1), SchedulerKind.NQ))
                .isEqualTo(0);
        assertThat(choose(Pool.weighted(3, 1).busy(0, 6).busy(1, 1), SchedulerKind.NQ))
                .isEqualTo(1);
    }

    @Test
    void idleServersOfEqualWeightAlternate() {
        for (SchedulerKind kind :
                new SchedulerKind[] {SchedulerKind.LC, SchedulerKind.WLC, SchedulerKind.SED, SchedulerKind.NQ}) {
            Scheduler scheduler = Pool.weighted(100, 100, 100).scheduler(kind);
            for (int i = 0; i < 9; i++) {
                assertThat(scheduler.select(0, 0, CandidateFilter.ANY))
                        .as(kind.key())
                        .isEqualTo(i % 3);
            }
        }
    }

    @Test
    void idleServersShareByWeightUnderWlc() {
        int[] tally = Pool.weighted(100, 50, 1).tally(SchedulerKind.WLC, 15_100, CandidateFilter.ANY);
        assertThat(tally[0]).isBetween(9_980, 10_020);
        assertThat(tally[1]).isBetween(4_980, 5_020);
        assertThat(tally[2]).isBetween(95, 105);
    }

    @Test
    void tiedServersShareEvenlyWhereverTheBusyOnesStand() {
        Pool pool =
                Pool.weighted(1, 1, 1, 1, 1, 1).busy(2, 1).busy(3, 1).busy(4, 1).busy(5, 1);
        assertThat(pool.tally(SchedulerKind.LC, 1000, CandidateFilter.ANY)).containsExactly(500, 500, 0, 0, 0, 0);
    }

    @Property(tries = 200)
    void openConnectionsSettleByWeight(
            @ForAll @Size(min = 2, max = 12) List<@IntRange(min = 1, max = 100) Integer> drawn) {
        int[] weights = Pool.ints(drawn);
        for (SchedulerKind kind : new SchedulerKind[] {SchedulerKind.WLC, SchedulerKind.SED}) {
            Pool pool = Pool.weighted(weights);
            Scheduler scheduler = pool.scheduler(kind);
            int total = 0;
            for (int weight : weights) {
                total += weight;
            }
            for (int i = 0; i < 3 * total; i++) {
                pool.busy(scheduler.select(0, 0, CandidateFilter.ANY), 1);
            }
            for (int i = 0; i < weights.length; i++) {
                assertThat(pool.candidates().get(i).load().active())
                        .as(kind.key())
                        .isBetween(3 * weights[i] - weights.length, 3 * weights[i] + weights.length);
            }
        }
    }
}
