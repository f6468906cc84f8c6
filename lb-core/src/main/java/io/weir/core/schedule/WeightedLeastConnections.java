package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;

/** {@code wlc}: fewest connections for its weight. */
final class WeightedLeastConnections extends LeastLoaded {
    WeightedLeastConnections(Candidates candidates, ServiceLoad load) {
        super(candidates, load, candidates.weights(), 0);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        return least(filter, Integer.MAX_VALUE);
    }
}
