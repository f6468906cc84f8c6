package io.weir.l4.flow;

/**
 * Chooses where a connection to a server comes from, such that no other flow gets its replies. Goes round the pool, so
 * that a port rests as long as possible before the same server sees it again.
 *
 * <p>When none of {@value #NEAR} ports is free, the flow that has been closed the longest among them ends, and its port is
 * given: a busy service uses up its ports in less time than closed flows are remembered. When none is closed either, long
 * connections stand side by side, and ports from all over the pool are looked at.
 */
public final class SourcePorts {
    /** Ports looked at in order. */
    private static final int NEAR = 256;
    /** Ports looked at before one is taken whose connection the server has forgotten. */
    private static final int TRIES_FOR_FREE = 16;
    /** Ports looked at all over the pool: of one with a hundredth free, one in 30,000 connections finds none. */
    private static final int FAR = 1024;
    /** The golden section: places that follow one another by it are spread evenly. */
    private static final double SPREAD = 0.618_033_988_749_895;
    /** The server's own wait, TIME_WAIT: {@value} s in Linux (TCP_TIMEWAIT_LEN). */
    private static final int REST_SECONDS = 60;

    private static final int REST = REST_SECONDS * FlowClock.TICKS_PER_SECOND;

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
    public boolean choose(SourcePool pool, FlowTable table, NewFlow flow, int now) {
        int size = pool.size();
        int closed = FlowTable.NONE;
        int closedPair = 0;
        int tries = Math.min(size, NEAR);
        for (int i = 0; i < tries && !(i >= TRIES_FOR_FREE && hasRested(table, closed, now)); i++) {
            int pair = Integer.remainderUnsigned(cursor++, size);
            int found = find(pool, pair, table, flow);
            if (found == FlowTable.NONE) {
                return give(pool, pair, flow);
            }
            if (closedLonger(table, found, closed)) {
                closed = FlowTable.slot(found);
                closedPair = pair;
            }
        }
        return closed == FlowTable.NONE ? chooseFar(pool, table, flow) : take(closed, pool, closedPair, table, flow);
    }

    private boolean chooseFar(SourcePool pool, FlowTable table, NewFlow flow) {
        int size = pool.size();
        int tries = Math.min(size, FAR);
        int stride = tries == 0 ? 0 : stride(size);
        int pair = tries == 0 ? 0 : Integer.remainderUnsigned(cursor, size);
        for (int i = 0; i < tries; i++) {
            int found = find(pool, pair, table, flow);
            if (found == FlowTable.NONE || closedLonger(table, found, FlowTable.NONE)) {
                // Its neighbours are more likely to be free than those behind.
                cursor = pair + 1;
                return found == FlowTable.NONE
                        ? give(pool, pair, flow)
                        : take(FlowTable.slot(found), pool, pair, table, flow);
            }
            pair = pair + stride < size ? pair + stride : pair + stride - size;
        }
        exhausted.increment();
        return false;
    }

    /** How far from one port to the next, such that none is met twice before all have been: coprime to the size. */
    private static int stride(int size) {
        int stride = Math.max(1, (int) (size * SPREAD));
        while (divisor(stride, size) != 1) {
            stride++;
        }
        return stride;
    }

    private static int divisor(int a, int b) {
        int greater = b;
        int lesser = a;
        while (lesser != 0) {
            int rest = greater % lesser;
            greater = lesser;
            lesser = rest;
        }
        return greater;
    }

    private static int find(SourcePool pool, int pair, FlowTable table, NewFlow flow) {
        return table.find(
                flow.protocol,
                flow.serverHigh,
                flow.serverLow,
                flow.serverPort,
                pool.high(pair),
                pool.low(pair),
                pool.port(pair));
    }

    private static boolean hasRested(FlowTable table, int closed, int now) {
        return closed != FlowTable.NONE && now - table.lastSeen(closed) >= REST;
    }

    private boolean take(int closed, SourcePool pool, int pair, FlowTable table, NewFlow flow) {
        table.remove(closed, EndCause.PORT_TAKEN);
        taken.increment();
        return give(pool, pair, flow);
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
