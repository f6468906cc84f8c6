package io.weir.core.schedule;

/** {@code first}: the first with room in the order of the file. */
final class FirstAvailable implements Scheduler {
    private final Candidates candidates;

    FirstAvailable(Candidates candidates) {
        this.candidates = candidates;
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.open(i, filter)) {
                return i;
            }
        }
        return NONE;
    }
}
