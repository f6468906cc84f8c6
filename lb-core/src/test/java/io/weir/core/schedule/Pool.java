package io.weir.core.schedule;

import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import java.util.ArrayList;
import java.util.List;

/** Candidates to schedule over; number {@code i} has the id {@code 100 + i}. */
record Pool(List<Candidate> candidates, ServiceLoad load) {
    static final int FIRST_ID = 100;

    /** Candidates with these weights and without a limit. */
    static Pool weighted(int... weights) {
        return limited(0, weights);
    }

    static Pool limited(int maxConnections, int... weights) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            candidates.add(new Candidate(FIRST_ID + i, "server" + i, weights[i], maxConnections, new ServerLoad()));
        }
        return new Pool(candidates, new ServiceLoad());
    }

    Scheduler scheduler(SchedulerKind kind) {
        return Schedulers.create(kind, candidates, load);
    }

    /** Opens this many connections to a candidate. */
    Pool busy(int index, int connections) {
        for (int i = 0; i < connections; i++) {
            candidates.get(index).load().tryAcquire(0);
        }
        return this;
    }

    /** How often each candidate is chosen by {@code count} clients that come and go at once. */
    int[] tally(SchedulerKind kind, int count, CandidateFilter filter) {
        Scheduler scheduler = scheduler(kind);
        int[] tally = new int[candidates.size()];
        for (int i = 0; i < count; i++) {
            tally[scheduler.select(Hashing.mix(i), Hashing.mix(~i), filter)]++;
        }
        return tally;
    }

    static int[] ints(List<Integer> drawn) {
        return drawn.stream().mapToInt(Integer::intValue).toArray();
    }
}
