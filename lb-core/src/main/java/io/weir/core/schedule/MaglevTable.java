package io.weir.core.schedule;

import java.util.Arrays;

/**
 * The table of Maglev (Eisenbud and others, NSDI 2016, section 3.4): each candidate has its own random order of the
 * slots, given by its name, and they take turns in claiming the next one that is free.
 *
 * <p>Here the turns of each are counted beforehand ({@link Apportionment#slots}) and lie evenly, so that weights hold
 * exactly, to one slot. The size never depends on the candidates: another size would move every client.
 */
final class MaglevTable {
    /** Slots; prime, so that every step but zero visits all of them. */
    static final int SIZE = 65_537;

    private static final long OFFSET_SEED = 0x6f66667365740000L;
    private static final long STEP_SEED = 0x7374657000000000L;
    private static final char FREE = Character.MAX_VALUE;

    private MaglevTable() {}

    /**
     * The owner of each slot.
     *
     * @param order the candidates by name
     * @return positions in {@code order}
     */
    static char[] owners(Candidates candidates, int[] order) {
        int[] weights = new int[order.length];
        int[] next = new int[order.length];
        int[] step = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            Candidate candidate = candidates.get(order[i]);
            weights[i] = candidate.weight();
            next[i] = Hashing.bucket(Hashing.name(candidate.name(), OFFSET_SEED), SIZE);
            step[i] = 1 + Hashing.bucket(Hashing.name(candidate.name(), STEP_SEED), SIZE - 1);
        }
        char[] owners = new char[SIZE];
        Arrays.fill(owners, FREE);
        for (char claimant : turns(Apportionment.slots(weights, SIZE))) {
            int slot = next[claimant];
            while (owners[slot] != FREE) {
                slot = after(slot, step[claimant]);
            }
            owners[slot] = claimant;
            next[claimant] = after(slot, step[claimant]);
        }
        return owners;
    }

    private static int after(int slot, int step) {
        int sum = slot + step;
        return sum < SIZE ? sum : sum - SIZE;
    }

    /** Everybody's turns sorted by the middle of the time each belongs to; by counting, since there are many. */
    private static char[] turns(int[] counts) {
        int[] starts = new int[SIZE + 1];
        for (int count : counts) {
            for (int k = 0; k < count; k++) {
                starts[middle(k, count) + 1]++;
            }
        }
        for (int i = 1; i <= SIZE; i++) {
            starts[i] += starts[i - 1];
        }
        char[] turns = new char[SIZE];
        for (int owner = 0; owner < counts.length; owner++) {
            for (int k = 0; k < counts[owner]; k++) {
                turns[starts[middle(k, counts[owner])]++] = (char) owner;
            }
        }
        return turns;
    }

    private static int middle(int k, int count) {
        return (int) ((2L * k + 1) * SIZE / (2L * count));
    }
}
