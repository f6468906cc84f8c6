package io.weir.core.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The candidates of one scheduler, laid out for scanning. */
final class Candidates {
    private static final int MAX_WEIGHT = 65_535;

    private final Candidate[] candidates;

    Candidates(List<Candidate> candidates) {
        if (candidates.size() > Schedulers.MAX_CANDIDATES) {
            throw new IllegalArgumentException(
                    candidates.size() + " candidates; at most " + Schedulers.MAX_CANDIDATES + " are possible");
        }
        for (Candidate candidate : candidates) {
            if (candidate.weight() < 1 || candidate.weight() > MAX_WEIGHT) {
                throw new IllegalArgumentException("weight " + candidate.weight() + " of candidate " + candidate.name()
                        + " is not in 1.." + MAX_WEIGHT);
            }
        }
        this.candidates = candidates.toArray(new Candidate[0]);
    }

    int size() {
        return candidates.length;
    }

    Candidate get(int index) {
        return candidates[index];
    }

    /** Whether this one can take the connection. */
    boolean open(int index, CandidateFilter filter) {
        Candidate candidate = candidates[index];
        return candidate.hasRoom() && filter.accepts(candidate.serverId());
    }

    int[] weights() {
        return IntStream.range(0, size()).map(i -> candidates[i].weight()).toArray();
    }

    /** The indexes in an order that depends on the names alone, so that every node builds the same tables. */
    int[] orderByName() {
        return IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.<Integer, String>comparing(i -> candidates[i].name())
                        .thenComparingInt(i -> candidates[i].serverId()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The open candidate that {@code hash} falls on when each takes a range as wide as its weight: the last resort of
     * the schedulers that guess first, since it looks at all of them.
     *
     * @param order in which the ranges lie
     */
    int openByWeight(long hash, int[] order, CandidateFilter filter) {
        long total = 0;
        for (int index : order) {
            if (open(index, filter)) {
                total += candidates[index].weight();
            }
        }
        long point = Math.unsignedMultiplyHigh(hash, total);
        int chosen = Scheduler.NONE;
        for (int index : order) {
            if (open(index, filter)) {
                chosen = index;
                point -= candidates[index].weight();
                if (point < 0) {
                    break;
                }
            }
        }
        return chosen;
    }
}
