package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code wrr}: everybody in turn, as often as its weight, interleaved ({@link SmoothSequence}).
 *
 * <p>Exact while the weights, divided by what they have in common, add up to {@link #MAX_LENGTH} at most. Above that the
 * cycle has {@link #MAX_LENGTH} turns, divided as {@link Apportionment#slots} says: shares are exact to one turn in
 * 65,536, except that even the smallest weight gets one turn.
 */
final class WeightedRoundRobin implements Scheduler {
    static final int MAX_LENGTH = 65_536;
    private static final int MAX_TURNS = 64;

    private final Candidates candidates;
    private final ServiceLoad load;
    private final char[] sequence;
    private final int[] order;

    WeightedRoundRobin(Candidates candidates, ServiceLoad load) {
        this.candidates = candidates;
        this.load = load;
        this.sequence = SmoothSequence.of(turns(candidates.weights()));
        this.order = IntStream.range(0, candidates.size()).toArray();
    }

    /** How many turns of the cycle each weight gets. */
    static int[] turns(int[] weights) {
        int[] reduced = Apportionment.reduced(weights);
        long length = Arrays.stream(reduced).asLongStream().sum();
        return length <= MAX_LENGTH ? reduced : Apportionment.slots(reduced, MAX_LENGTH);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        long turn = 0;
        for (int turns = Math.min(sequence.length, MAX_TURNS); turns > 0; turns--) {
            turn = load.nextTurn();
            int index = sequence[(int) Long.remainderUnsigned(turn, sequence.length)];
            if (candidates.open(index, filter)) {
                return index;
            }
        }
        return candidates.openByWeight(Hashing.mix(turn), order, filter);
    }
}
