package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;

/** {@code nq}: an idle server, the strongest first, rather than a faster one that is busy; else as sed. */
final class NeverQueue extends LeastLoaded {
    NeverQueue(Candidates candidates, ServiceLoad load) {
        super(candidates, load, candidates.weights(), 1);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        int idle = least(filter, 0);
        return idle != NONE ? idle : least(filter, Integer.MAX_VALUE);
    }
}
