package io.weir.core.schedule;

/** {@code mh}: a client stays with its server, and few others move, when candidates come and go. */
final class MaglevHash implements Scheduler {
    private final SlotTable table;

    MaglevHash(Candidates candidates) {
        int[] order = candidates.orderByName();
        this.table = new SlotTable(candidates, order, MaglevTable.owners(candidates, order));
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
