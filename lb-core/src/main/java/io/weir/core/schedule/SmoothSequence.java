package io.weir.core.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A cycle of turns in which everybody's turns lie as evenly as whole turns can.
 *
 * <p>Of {@code n} turns in a cycle of {@code length}, turn {@code k} belongs between {@code k * length / n} and {@code
 * (k + 1) * length / n}. Taking, of those whose time has come, the one whose time ends first keeps every turn in its
 * place (Baruah, Cohen, Plaxton, Varvel: Proportionate Progress, 1996). So after any part of the cycle, each has had
 * its exact share of that part to within less than one turn.
 */
final class SmoothSequence {
    private SmoothSequence() {}

    /**
     * The cycle.
     *
     * @param turns how many turns each gets, positive
     * @return for each turn the index of its owner, below 65,536
     */
    static char[] of(int[] turns) {
        int length = Arrays.stream(turns).sum();
        PriorityQueue<Share> early = new PriorityQueue<>(Comparator.comparingLong(Share::start));
        // Ends are fractions with the numerators taken + 1 over turns; all have the length in common.
        PriorityQueue<Share> due = new PriorityQueue<>(Share::compareEnds);
        for (int i = 0; i < turns.length; i++) {
            early.add(new Share(i, turns[i], length));
        }
        char[] sequence = new char[length];
        for (int turn = 0; turn < length; turn++) {
            for (Share next = early.peek(); next != null && next.start() <= turn; next = early.peek()) {
                due.add(early.remove());
            }
            Share share = due.remove();
            sequence[turn] = (char) share.owner;
            share.taken++;
            if (share.taken < share.turns) {
                early.add(share);
            }
        }
        return sequence;
    }

    private static final class Share {
        private final int owner;
        private final int turns;
        private final int length;
        private int taken;

        Share(int owner, int turns, int length) {
            this.owner = owner;
            this.turns = turns;
            this.length = length;
        }

        long start() {
            return (long) taken * length / turns;
        }

        int compareEnds(Share other) {
            int byEnd = Long.compare((taken + 1L) * other.turns, (other.taken + 1L) * turns);
            return byEnd != 0 ? byEnd : Integer.compare(owner, other.owner);
        }
    }
}
