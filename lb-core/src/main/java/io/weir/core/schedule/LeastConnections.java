package io.weir.core.schedule;

import io.weir.core.service.ServiceLoad;
import java.util.Arrays;

/** {@code lc}: fewest connections, whatever the weights. */
final class LeastConnections extends LeastLoaded {
    LeastConnections(Candidates candidates, ServiceLoad load) {
        super(candidates, load, ones(candidates.size()), 0);
    }

    private static int[] ones(int size) {
        int[] ones = new int[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        return least(filter, Integer.MAX_VALUE);
    }
}
