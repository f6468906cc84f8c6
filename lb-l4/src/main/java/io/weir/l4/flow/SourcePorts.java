package io.weir.l4.flow;

/**
 * Chooses where a connection to a server comes from, such that no other flow gets its replies. Goes round the pool, so
 * that a port rests as long as possible before the same server sees it again.
 *
 * <p>When the ports looked at are all in use, the flow that has been closed the longest among them ends, and its port is
 * given: a busy service uses up its ports in less time than closed flows are remembered.
 */
public final class SourcePorts {
    /** Ports looked at before a closed flow's is taken. */
    private static final int TRIES_FOR_FREE = 16;
    /** Ports looked at at all. */
    private static final int TRIES = 256;

    private final OwnedCounter exhausted = new OwnedCounter();
    private final OwnedCounter taken = new OwnedCounter();
    private int cursor;

    /** Starts somewhere in the round; anywhere is right. */
    public SourcePorts(int start) {
        cursor = start;
    }

    /**
     * Fills in the source of a flow whose protocol and server are filled in.
     *
     * @param pool of the table's family
     * @return false when every port looked at belongs to a connection that is not closed; counted
     */
    public boolean choose(SourcePool pool, FlowTable table, NewFlow flow) {
        int size = pool.size();
        int closed = FlowTable.NONE;
        int closedPair = 0;
        int tries = Math.min(size, TRIES);
        for (int i = 0; i < tries && (closed == FlowTable.NONE || i < TRIES_FOR_FREE); i++) {
            int pair = Integer.remainderUnsigned(cursor++, size);
            int found = table.find(
                    flow.protocol,
                    flow.serverHigh,
                    flow.serverLow,
                    flow.serverPort,
                    pool.high(pair),
                    pool.low(pair),
                    pool.port(pair));
            if (found == FlowTable.NONE) {
                return give(pool, pair, flow);
            }
            if (closedLonger(table, found, closed)) {
                closed = FlowTable.slot(found);
                closedPair = pair;
            }
        }
        if (closed == FlowTable.NONE) {
            exhausted.increment();
            return false;
        }
        table.remove(closed, EndCause.PORT_TAKEN);
        taken.increment();
        return give(pool, closedPair, flow);
    }

    /** Whether what was found is a flow's reply, the flow is closed, and for longer than the best so far. */
    private static boolean closedLonger(FlowTable table, int found, int best) {
        int slot = FlowTable.slot(found);
        return FlowTable.isReply(found)
                && FlowState.kind(table.state(slot)) == FlowState.CLOSED
                && (best == FlowTable.NONE || table.lastSeen(slot) - table.lastSeen(best) < 0);
    }

    private static boolean give(SourcePool pool, int pair, NewFlow flow) {
        flow.source(pool.high(pair), pool.low(pair), pool.port(pair));
        return true;
    }

    /** Connections that got no source port. */
    public OwnedCounter exhausted() {
        return exhausted;
    }

    /** Closed flows that ended for their port. */
    public OwnedCounter taken() {
        return taken;
    }
}
