package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.SchedulerKind;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    @Test
    void rrGoesRoundWhateverTheWeights() {
        Pool pool = Pool.weighted(100, 1, 50);
        Scheduler scheduler = pool.scheduler(SchedulerKind.RR);
        int[] chosen = new int[6];
        for (int i = 0; i < 6; i++) {
            chosen[i] = scheduler.select(0, 0, CandidateFilter.ANY);
        }
        assertThat(chosen).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void neighbourOfFullServerGetsNoMoreThanTheOthers() {
        Pool pool = Pool.limited(1, 1, 1, 1, 1).busy(1, 1);
        assertThat(pool.tally(SchedulerKind.RR, 900, CandidateFilter.ANY)).containsExactly(300, 0, 300, 300);
    }

    @Test
    void turnGoesOnWhenTheSchedulerIsCompiledAnew() {
        Pool pool = Pool.weighted(1, 1);
        assertThat(pool.scheduler(SchedulerKind.RR).select(0, 0, CandidateFilter.ANY))
                .isEqualTo(0);
        assertThat(pool.scheduler(SchedulerKind.RR).select(0, 0, CandidateFilter.ANY))
                .isEqualTo(1);
    }

    @Property(tries = 200)
    void wrrIsExactOverEveryCycle(@ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 500) Integer> drawn) {
        int[] weights = Pool.ints(drawn);
        int[] reduced = Apportionment.reduced(weights);
        int cycle = Arrays.stream(reduced).sum();
        assertThat(Pool.weighted(weights).tally(SchedulerKind.WRR, cycle, CandidateFilter.ANY))
                .isEqualTo(reduced);
    }

    @Test
    void wrrSharesTheTurnsOfFullServerByWeight() {
        Pool pool = Pool.limited(1, 4, 2, 1).busy(0, 1);
        int[] tally = pool.tally(SchedulerKind.WRR, 3000, CandidateFilter.ANY);
        assertThat(tally).containsExactly(0, 2000, 1000);
    }

    @Test
    void wrrKeepsEvenTheSmallestWeightBesideHugeOnes() {
        int[] turns = WeightedRoundRobin.turns(new int[] {65_535, 65_534, 1});
        assertThat(Arrays.stream(turns).sum()).isEqualTo(WeightedRoundRobin.MAX_LENGTH);
        assertThat(turns).containsExactly(32_768, 32_767, 1);
    }
}
