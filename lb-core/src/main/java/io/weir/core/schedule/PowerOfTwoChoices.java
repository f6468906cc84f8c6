package io.weir.core.schedule;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * {@code p2c}: the one that will be less loaded for its weight, of two drawn at random by weight. Nearly as even as wlc
 * at a cost that does not grow with the servers.
 */
final class PowerOfTwoChoices implements Scheduler {
    private final Candidates candidates;
    private final LongSupplier random;
    private final int[] order;
    /** The weights of all candidates before this one; at the end, of all. */
    private final long[] before;

    PowerOfTwoChoices(Candidates candidates) {
        this(candidates, () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * With other randomness.
     *
     * @param random 64 random bits at each call, from any thread
     */
    PowerOfTwoChoices(Candidates candidates, LongSupplier random) {
        this.candidates = candidates;
        this.random = random;
        this.order = IntStream.range(0, candidates.size()).toArray();
        this.before = new long[candidates.size() + 1];
        for (int i = 0; i < candidates.size(); i++) {
            before[i + 1] = before[i] + candidates.get(i).weight();
        }
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        int size = candidates.size();
        int first = at(Math.unsignedMultiplyHigh(random.getAsLong(), before[size]));
        int second = size == 1 ? first : other(first);
        boolean firstOpen = candidates.open(first, filter);
        boolean secondOpen = candidates.open(second, filter);
        if (firstOpen && secondOpen) {
            return lessLoaded(first, second);
        }
        if (firstOpen || secondOpen) {
            return firstOpen ? first : second;
        }
        return candidates.openByWeight(random.getAsLong(), order, filter);
    }

    /** Draws by weight from all but {@code first}. */
    private int other(int first) {
        long total = before[before.length - 1] - candidates.get(first).weight();
        long point = Math.unsignedMultiplyHigh(random.getAsLong(), total);
        return at(point < before[first] ? point : point + candidates.get(first).weight());
    }

    private int at(long point) {
        int low = 0;
        int high = before.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (before[middle] <= point) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int lessLoaded(int first, int second) {
        Candidate a = candidates.get(first);
        Candidate b = candidates.get(second);
        long loadA = (a.load().active() + 1L) * b.weight();
        long loadB = (b.load().active() + 1L) * a.weight();
        return loadA <= loadB ? first : second;
    }
}
