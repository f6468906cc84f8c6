package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;

/**
 * The search of lc, wlc, sed and nq: the smallest quotient of load and weight, compared exactly. Equals take turns as
 * often as their weights, so that idle servers share the work too.
 */
abstract class LeastLoaded implements Scheduler {
    /** 2^64 divided by the golden ratio: its multiples, taken modulo 2^64, are spread evenly however many there are. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final Candidates candidates;
    private final ServiceLoad load;
    private final int[] weights;
    private final int extra;

    /**
     * For these candidates.
     *
     * @param weights what the load of each is divided by
     * @param extra connections added to everybody's load: 1 to count the one to be placed, else 0
     */
    LeastLoaded(Candidates candidates, ServiceLoad load, int[] weights, int extra) {
        this.candidates = candidates;
        this.load = load;
        this.weights = weights;
        this.extra = extra;
    }

    /** The least loaded of those with at most {@code mostActive} connections. */
    final int least(CandidateFilter filter, int mostActive) {
        int best = NONE;
        long bestLoad = 0;
        int ties = 0;
        long tiedWeight = 0;
        for (int i = 0; i < weights.length; i++) {
            long order = best == NONE ? -1 : compare(i, bestLoad, best);
            if (order > 0 || !eligible(i, filter, mostActive)) {
                continue;
            }
            if (order < 0) {
                best = i;
                bestLoad = loadOf(i);
                ties = 0;
                tiedWeight = 0;
            }
            ties++;
            tiedWeight += weights[i];
        }
        return ties < 2 ? best : amongEquals(filter, mostActive, best, bestLoad, ties, tiedWeight);
    }

    /** Negative when candidate {@code i} is less loaded than {@code best} was. */
    private long compare(int i, long bestLoad, int best) {
        return loadOf(i) * weights[best] - bestLoad * weights[i];
    }

    private long loadOf(int i) {
        return (long) candidates.get(i).load().active() + extra;
    }

    private boolean eligible(int i, CandidateFilter filter, int mostActive) {
        return candidates.get(i).load().active() <= mostActive && candidates.open(i, filter);
    }

    private int amongEquals(
            CandidateFilter filter, int mostActive, int best, long bestLoad, int ties, long tiedWeight) {
        long turn = load.nextTurn();
        boolean sameWeight = tiedWeight == (long) ties * weights[best];
        long point = sameWeight
                ? Long.remainderUnsigned(turn, ties) * weights[best]
                : Math.unsignedMultiplyHigh(turn * GOLDEN, tiedWeight);
        int chosen = best;
        for (int i = best; i < weights.length; i++) {
            if (compare(i, bestLoad, best) <= 0 && eligible(i, filter, mostActive)) {
                chosen = i;
                point -= weights[i];
                if (point < 0) {
                    break;
                }
            }
        }
        return chosen;
    }
}
