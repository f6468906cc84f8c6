package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;

/** {@code sed}: as wlc with the connection to be placed counted in, so that a strong server is preferred while idle. */
final class ShortestExpectedDelay extends LeastLoaded {
    ShortestExpectedDelay(Candidates candidates, ServiceLoad load) {
        super(candidates, load, candidates.weights(), 1);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        return least(filter, Integer.MAX_VALUE);
    }
}
