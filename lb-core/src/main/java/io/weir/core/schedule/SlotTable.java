package io.weir.core.schedule;

/**
 * A fixed table of slots, each owned by a candidate, into which a hash points. When the owner cannot take the
 * connection the hash points anew, so that its clients spread over the others by weight, each always to the same.
 */
final class SlotTable {
    private static final int MAX_PROBES = 16;

    private final Candidates candidates;
    private final int[] order;
    private final char[] owners;

    /**
     * A table of these slots.
     *
     * @param order the candidates by name
     * @param owners for each slot, the position in {@code order} of its owner
     */
    SlotTable(Candidates candidates, int[] order, char[] owners) {
        this.candidates = candidates;
        this.order = order;
        this.owners = owners;
    }

    /** A table whose slots go round the candidates by weight, as in IPVS's sh and dh. */
    static SlotTable interleaved(Candidates candidates) {
        int[] order = candidates.orderByName();
        int[] weights = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            weights[i] = candidates.get(order[i]).weight();
        }
        return new SlotTable(candidates, order, SmoothSequence.of(WeightedRoundRobin.turns(weights)));
    }

    /** The candidate whose slot the hash points into. */
    int owner(long hash) {
        return order[owners[Hashing.bucket(hash, owners.length)]];
    }

    int select(long hash, CandidateFilter filter) {
        long probe = hash;
        for (int probes = 0; probes < MAX_PROBES; probes++) {
            int index = owner(probe);
            if (candidates.open(index, filter)) {
                return index;
            }
            probe = Hashing.mix(probe + 1);
        }
        return candidates.openByWeight(probe, order, filter);
    }
}
