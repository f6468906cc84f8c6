package io.weir.core.schedule;

/** {@code dh}: what is asked for, address and port, decides the server; for caches. */
final class DestinationHash implements Scheduler {
    private final SlotTable table;

    DestinationHash(Candidates candidates) {
        this.table = SlotTable.interleaved(candidates);
    }

    @Override
    public int select(long clientHash, long destinationHash, CandidateFilter filter) {
        return table.select(destinationHash, filter);
    }

    @Override
    public int owner(long clientHash, long destinationHash) {
        return table.owner(destinationHash);
    }
}
