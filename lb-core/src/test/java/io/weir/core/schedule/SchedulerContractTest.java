package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every algorithm. */
class SchedulerContractTest {
    @Property(tries = 400)
    void choosesAnAcceptableCandidateExactlyWhenThereIsOne(
            @ForAll SchedulerKind kind,
            @ForAll @Size(min = 1, max = 90) List<@IntRange(min = 1, max = 1000) Integer> drawn,
            @ForAll long refusedBits,
            @ForAll long fullBits,
            @ForAll boolean refuseAlmostAll) {
        int[] weights = Pool.ints(drawn);
        Pool pool = Pool.limited(1, weights);
        BitSet refused = BitSet.valueOf(new long[] {refusedBits, ~refusedBits});
        BitSet full = BitSet.valueOf(new long[] {fullBits, fullBits});
        if (refuseAlmostAll) {
            refused.set(1, 128);
        }
        for (int i = 0; i < weights.length; i++) {
            pool.busy(i, full.get(i) ? 1 : 0);
        }
        BitSet acceptable = new BitSet();
        acceptable.set(0, weights.length);
        acceptable.andNot(refused);
        acceptable.andNot(full);
        Scheduler scheduler = pool.scheduler(kind);
        for (int client = 0; client < 20; client++) {
            int chosen =
                    scheduler.select(Hashing.mix(client), Hashing.mix(client), id -> !refused.get(id - Pool.FIRST_ID));
            if (acceptable.isEmpty()) {
                assertThat(chosen).isEqualTo(Scheduler.NONE);
            } else {
                assertThat(chosen).isNotNegative();
                assertThat(acceptable.get(chosen)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SchedulerKind.class)
    void lastOpenServerOfManyIsFound(SchedulerKind kind) {
        int[] weights = new int[1000];
        Arrays.fill(weights, 100);
        weights[789] = 1;
        Scheduler scheduler = Pool.weighted(weights).scheduler(kind);
        for (int client = 0; client < 100; client++) {
            long hash = Hashing.mix(client);
            assertThat(scheduler.select(hash, hash, id -> id == Pool.FIRST_ID + 789))
                    .isEqualTo(789);
        }
    }

    @ParameterizedTest
    @EnumSource(SchedulerKind.class)
    void nobodyIsChosenFromNobody(SchedulerKind kind) {
        assertThat(Pool.weighted().scheduler(kind).select(1, 2, CandidateFilter.ANY))
                .isEqualTo(Scheduler.NONE);
    }

    @Test
    void weightOutOfRangeIsRefusedByName() {
        List<Candidate> candidates = List.of(new Candidate(1, "web1", 0, 0, new ServerLoad()));
        assertThatThrownBy(() -> Schedulers.create(SchedulerKind.RR, candidates, new ServiceLoad()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight 0 of candidate web1 is not in 1..65535");
    }

    @ParameterizedTest
    @EnumSource(SchedulerKind.class)
    void selectionAllocatesNothing(SchedulerKind kind) {
        Pool pool = Pool.limited(3, 100, 50, 7, 100, 1).busy(0, 3).busy(2, 1);
        Scheduler scheduler = pool.scheduler(kind);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        CandidateFilter filter = id -> id != Pool.FIRST_ID + 1;
        long least = Long.MAX_VALUE;
        int sum = 0;
        for (int round = 0; round < 30; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 10_000; i++) {
                sum += scheduler.select(Hashing.mix(i), Hashing.mix(~i), filter);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        assertThat(sum).isPositive();
        // Reading the counter may itself cost some bytes; 10,000 selections that allocated would cost 160,000.
        assertThat(least).isLessThan(1000);
    }

    @ParameterizedTest
    @EnumSource(SchedulerKind.class)
    void limitsHoldAndShareIsFairWhileManyThreadsSelect(SchedulerKind kind) throws Exception {
        Pool pool = Pool.limited(8, 3, 2, 1);
        Scheduler scheduler = pool.scheduler(kind);
        AtomicInteger lostRaces = new AtomicInteger();
        int threads = 4;
        int each = 30_000;
        List<Callable<int[]>> clients = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            clients.add(() -> {
                int[] tally = new int[3];
                for (int i = first; i < first + each; i++) {
                    int chosen = scheduler.select(Hashing.mix(i), Hashing.mix(i), CandidateFilter.ANY);
                    ServerLoad load = pool.candidates().get(chosen).load();
                    if (load.tryAcquire(8)) {
                        tally[chosen]++;
                        load.release();
                    } else {
                        lostRaces.incrementAndGet();
                    }
                }
                return tally;
            });
        }
        int[] tally = new int[3];
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<int[]> future : executor.invokeAll(clients, 60, TimeUnit.SECONDS)) {
                int[] part = future.get();
                for (int i = 0; i < 3; i++) {
                    tally[i] += part[i];
                }
            }
        }
        assertThat(lostRaces).hasValue(0);
        int total = threads * each;
        int[] exact = switch (kind) {
            case RR -> new int[] {total / 3, total / 3, total / 3};
            case WRR -> new int[] {total / 2, total / 3, total / 6};
            default -> new int[0];
        };
        if (exact.length > 0) {
            assertThat(tally).containsExactly(exact);
        }
        if (kind == SchedulerKind.SH || kind == SchedulerKind.DH || kind == SchedulerKind.MH) {
            assertThat(tally[0]).isBetween((int) (total * 0.49), (int) (total * 0.51));
            assertThat(tally[1]).isBetween((int) (total * 0.32), (int) (total * 0.345));
        }
        for (Candidate candidate : pool.candidates()) {
            assertThat(candidate.load().active()).isZero();
        }
    }
}
