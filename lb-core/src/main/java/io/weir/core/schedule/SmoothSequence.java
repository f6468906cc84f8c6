package io.weir.core.schedule;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A cycle of turns in which everybody's turns lie as evenly as whole turns can.
 *
 * <p>Of {@code n} turns in a cycle of {@code length}, turn {@code k} belongs between {@code k * length / n} and {@code
 * (k + 1) * length / n}. Each turn goes, of those whose time has come, to the one whose time ends first (Stoica,
 * Abdel-Wahab: Earliest Eligible Virtual Deadline First, 1995). So after any part of the cycle, each has had its exact
 * share of that part to within less than one turn, and nobody waits for two periods or more.
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
        // For each turn a chain of those whose next time starts then: cheaper than a second heap.
        @Nullable Share[] starting = new Share[length];
        for (int i = turns.length - 1; i >= 0; i--) {
            Share share = new Share(i, turns[i], length);
            share.nextStarting = starting[0];
            starting[0] = share;
        }
        PriorityQueue<Share> due = new PriorityQueue<>(Share::compareEnds);
        char[] sequence = new char[length];
        for (int turn = 0; turn < length; turn++) {
            for (Share share = starting[turn]; share != null; share = share.nextStarting) {
                due.add(share);
            }
            Share share = due.remove();
            sequence[turn] = (char) share.owner;
            share.taken++;
            if (share.taken < share.turns) {
                // Later than now: nobody's turn is a whole turn late, and the next starts where it should have ended.
                int start = share.start();
                share.nextStarting = starting[start];
                starting[start] = share;
            }
        }
        return sequence;
    }

    private static final class Share {
        private final int owner;
        private final int turns;
        private final int length;
        private int taken;
        private @Nullable Share nextStarting;

        Share(int owner, int turns, int length) {
            this.owner = owner;
            this.turns = turns;
            this.length = length;
        }

        int start() {
            return (int) Math.ceilDiv((long) taken * length, turns);
        }

        /** Ends are fractions, taken + 1 over turns, of the length they have in common. */
        int compareEnds(Share other) {
            int byEnd = Long.compare((taken + 1L) * other.turns, (other.taken + 1L) * turns);
            return byEnd != 0 ? byEnd : Integer.compare(owner, other.owner);
        }
    }
}
