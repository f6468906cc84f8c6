package io.weir.l4.forward;

import io.weir.core.schedule.CandidateFilter;

/** The servers that were full when one flow asked for a place. Bounded, and used again for every flow. */
final class ServersTried implements CandidateFilter {
    /** A service whose first servers are all full is full. */
    static final int MOST = 8;

    private final int[] ids = new int[MOST];
    private int count;

    void clear() {
        count = 0;
    }

    /** False when there have been enough. */
    boolean add(int id) {
        if (count == MOST) {
            return false;
        }
        ids[count++] = id;
        return true;
    }

    @Override
    public boolean accepts(int serverId) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == serverId) {
                return false;
            }
        }
        return true;
    }
}
