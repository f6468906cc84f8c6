package io.weir.core.schedule;

/** {@code sh}: a client stays with its server as long as the candidates stay the same. */
final class SourceHash implements Scheduler {
    private final SlotTable table;

    SourceHash(Candidates candidates) {
        this.table = SlotTable.interleaved(candidates);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        return table.select(clientHash, filter);
    }

    @Override
    public int owner(long clientHash, long destinationHash) {
        return table.owner(clientHash);
    }
}
