package io.weir.l4.forward;

import io.weir.core.service.EndReason;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.EndCause;
import io.weir.l4.flow.FlowEnd;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.ViewServer;

/**
 * Keeps the figures of services and servers: places that flows hold, and what they carried. Traffic is
 * added up for each batch ({@link Tally}).
 */
final class Accounts implements FlowEnd {
    private final Frame frame;
    private final Tally tally = new Tally();

    Accounts(Frame frame) {
        this.frame = frame;
    }

    /** A flow gets a place at its server; false when the server is full. */
    boolean open(ViewServer server) {
        if (!server.load().tryAcquire(server.maxConnections())) {
            return false;
        }
        server.load().countConnection();
        server.serviceLoad().opened();
        return true;
    }

    /** A flow's place is free again. */
    void close(ViewServer server, EndReason reason) {
        server.load().release();
        server.serviceLoad().ended(reason);
    }

    /** A flow goes from one state to another. One that was forged to be over and goes on has a place again. */
    void changed(ViewServer server, int before, int after, int tcpFlags) {
        if (!FlowState.holdsPlace(before) && FlowState.holdsPlace(after)) {
            server.load().tryAcquire(0);
            server.serviceLoad().opened();
        } else if (FlowState.holdsPlace(before) && !FlowState.holdsPlace(after)) {
            boolean reset = (tcpFlags & TcpView.RST) != 0;
            close(
                    server,
                    !reset
                            ? EndReason.DONE
                            : after == FlowState.CLIENT_RESET ? EndReason.CLIENT_RESET : EndReason.SERVER_RESET);
        }
    }

    @Override
    public void ended(FlowTable table, int slot, EndCause cause) {
        ViewServer server = frame.view().server(table.serverId(slot));
        if (server != null && FlowState.holdsPlace(table.state(slot))) {
            close(server, reason(cause, table.state(slot)));
        }
    }

    private static EndReason reason(EndCause cause, int state) {
        return switch (cause) {
            case CUT -> EndReason.HALTED;
            case SERVER_DOWN -> EndReason.SERVER_DOWN;
            case REMOVED -> EndReason.SHUTDOWN;
            case EVICTED_HALF_OPEN, EVICTED_CLOSED, EVICTED_IDLE -> EndReason.EVICTED;
            // A datagram flow has no other end.
            case EXPIRED, PORT_TAKEN, REOPENED ->
                state == FlowState.DATAGRAM_NEW || state == FlowState.DATAGRAM_STREAM
                        ? EndReason.DONE
                        : EndReason.TIMEOUT;
        };
    }

    /** A packet, or a super-frame of several, goes to a server. */
    void toServer(ViewServer server, int bytes, int packets) {
        tally.toServer(server, bytes, packets);
    }

    /** A packet, or a super-frame of several, comes from a server. */
    void toClient(ViewServer server, int bytes, int packets) {
        tally.toClient(server, bytes, packets);
    }

    /** Adds what was put off; once per batch at least. */
    void settle() {
        tally.settle();
    }
}
