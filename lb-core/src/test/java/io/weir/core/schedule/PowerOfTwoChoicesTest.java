package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.SchedulerKind;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {
    private static Scheduler seeded(Pool pool) {
        return new PowerOfTwoChoices(new Candidates(pool.candidates()), new Random(42)::nextLong);
    }

    @Test
    void busierOfTwoServersIsNeverChosen() {
        Pool pool = Pool.weighted(10, 10).busy(0, 1);
        Scheduler scheduler = seeded(pool);
        for (int i = 0; i < 1000; i++) {
            assertThat(scheduler.select(0, 0, CandidateFilter.ANY)).isEqualTo(1);
        }
    }

    @Test
    void loadIsComparedForTheWeight() {
        Pool pool = Pool.weighted(30, 10).busy(0, 2).busy(1, 1);
        Scheduler scheduler = seeded(pool);
        for (int i = 0; i < 1000; i++) {
            assertThat(scheduler.select(0, 0, CandidateFilter.ANY)).isEqualTo(0);
        }
    }

    @Test
    void idleServersOfEqualWeightShareEvenly() {
        Scheduler scheduler = seeded(Pool.weighted(10, 10, 10, 10));
        int[] tally = new int[4];
        for (int i = 0; i < 40_000; i++) {
            tally[scheduler.select(0, 0, CandidateFilter.ANY)]++;
        }
        for (int count : tally) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    @Test
    void openConnectionsStayNearlyAsEvenAsWithLeastConnections() {
        Pool pool = Pool.weighted(new int[] {20, 10, 10, 10, 20, 10, 10, 10});
        Scheduler scheduler = seeded(pool);
        for (int i = 0; i < 10_000; i++) {
            pool.busy(scheduler.select(0, 0, CandidateFilter.ANY), 1);
        }
        for (Candidate candidate : pool.candidates()) {
            assertThat(candidate.load().active())
                    .isBetween(candidate.weight() * 100 - 30, candidate.weight() * 100 + 30);
        }
    }

    @Test
    void onlyServerIsChosen() {
        assertThat(Pool.weighted(5).scheduler(SchedulerKind.P2C).select(0, 0, CandidateFilter.ANY))
                .isZero();
    }

    @Test
    void firstTakesTheFirstWithRoom() {
        Pool pool = Pool.limited(2, 1, 100, 1).busy(0, 1);
        assertThat(pool.scheduler(SchedulerKind.FIRST).select(0, 0, CandidateFilter.ANY))
                .isEqualTo(0);
        pool.busy(0, 1);
        assertThat(pool.scheduler(SchedulerKind.FIRST).select(0, 0, CandidateFilter.ANY))
                .isEqualTo(1);
    }
}
