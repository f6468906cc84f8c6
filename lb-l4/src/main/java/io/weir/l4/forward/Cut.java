package io.weir.l4.forward;

import io.weir.l4.flow.EndCause;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.FlowVisitor;
import io.weir.l4.view.ViewServer;

/** Ends the flows of halted servers: walks through a table in steps, once for each view that has halted servers. */
final class Cut implements FlowVisitor {
    /** Each may send two resets, and a link's queue is as short as this. */
    private static final int MOST_ENDED = 64;

    private static final int STRIDE = 32;

    private final Frame frame;
    private final Resets resets;
    private final FlowTable table;
    private int next;
    private int ended;
    private boolean walking;
    private boolean again;

    Cut(Frame frame, Resets resets, FlowTable table) {
        this.frame = frame;
        this.resets = resets;
        this.table = table;
    }

    /** Walks through the table; once more after this time if it is walking. Never back, or it might not end. */
    void begin() {
        again = walking;
        if (!walking) {
            next = 0;
            walking = true;
        }
    }

    /** Looks at some entries, fewer if many are cut. Returns whether there are more. */
    boolean step(int entries) {
        ended = 0;
        for (int looked = 0; walking && looked < entries && ended < MOST_ENDED; looked += STRIDE) {
            next = table.sweep(next, STRIDE, this);
            if (next == FlowTable.NONE) {
                next = 0;
                walking = again;
                again = false;
            }
        }
        return walking;
    }

    @Override
    public void flow(FlowTable ofTable, int slot) {
        ViewServer server = frame.view().server(ofTable.serverId(slot));
        if (server != null && server.halted()) {
            end(slot, server);
            ended++;
        }
    }

    /** Ends one flow, with resets to both ends. */
    void end(int slot, ViewServer server) {
        resets.send(table, slot, server);
        table.remove(slot, EndCause.CUT);
    }
}
