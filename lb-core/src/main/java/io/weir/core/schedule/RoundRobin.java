package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;

/** {@code rr}: everybody in turn. */
final class RoundRobin implements Scheduler {
    private static final int MAX_TURNS = 64;

    private final Candidates candidates;
    private final ServiceLoad load;

    RoundRobin(Candidates candidates, ServiceLoad load) {
        this.candidates = candidates;
        this.load = load;
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        int size = candidates.size();
        int index = 0;
        // A turn of its own for each one passed over: else the neighbour of a full server would get double.
        for (int turns = Math.min(size, MAX_TURNS); turns > 0; turns--) {
            index = (int) Long.remainderUnsigned(load.nextTurn(), size);
            if (candidates.open(index, filter)) {
                return index;
            }
        }
        for (int seen = 0; seen < size; seen++) {
            index = index + 1 == size ? 0 : index + 1;
            if (candidates.open(index, filter)) {
                return index;
            }
        }
        return NONE;
    }
}
