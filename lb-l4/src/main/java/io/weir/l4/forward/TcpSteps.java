package io.weir.l4.forward;

import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.TcpTracker;
import io.weir.l4.view.ViewServer;

/**
 * Takes TCP flows from state to state, and remembers the client's numbers. A reset ends a flow's hold only with the number
 * that its receiver must expect (RFC 5961 section 3): the ends ignore others, and answer them such that the right one
 * follows.
 */
final class TcpSteps {
    /** Bytes of one direction on their way at a time; beyond, two numbers have nothing to do with each other. */
    private static final int MOST_IN_FLIGHT = 1 << 24;
    /** Bytes of the client on their way while its server resets. */
    private static final int MOST_UNACKNOWLEDGED = 1 << 16;

    private final Frame frame;
    private final Accounts accounts;
    private final TcpView tcp = new TcpView();

    TcpSteps(Frame frame, Accounts accounts) {
        this.frame = frame;
        this.accounts = accounts;
    }

    /**
     * The frame in hand is a segment of the client.
     *
     * @param first whether the flow was made for it
     */
    void ofClient(FlowTable table, int slot, ViewServer server, boolean first) {
        ParsedPacket packet = frame.packet;
        tcp.wrap(packet.segment(), packet.base() + packet.transportOffset());
        int flags = packet.tcpFlags();
        int sequence = (int) tcp.sequenceNumber();
        int before = table.state(slot);
        if ((flags & TcpView.RST) != 0) {
            if (sequence == table.lastSequence(slot)) {
                step(table, slot, server, before, TcpTracker.next(before, flags, true, true));
            }
            return;
        }
        int acknowledgment = (int) tcp.acknowledgmentNumber();
        boolean more = !first && acknowledgment - table.lastAcknowledgment(slot) > 0;
        boolean opening = first || before == FlowState.SYN_SENT || before == FlowState.SYN_RECEIVED;
        if (opening || (flags & TcpView.SYN) == 0) {
            int occupied = packet.payloadLength() + (flags & TcpView.SYN) / TcpView.SYN + (flags & TcpView.FIN);
            table.numbers(
                    slot,
                    opening ? sequence + occupied : furthest(table.lastSequence(slot), sequence + occupied),
                    opening ? acknowledgment : furthest(table.lastAcknowledgment(slot), acknowledgment));
        }
        boolean seesReplies = FlowMode.seesReplies(table.mode(slot));
        int after = TcpTracker.next(before, flags, true, seesReplies);
        if (before == FlowState.ASSUMED && after == before && more && !seesReplies) {
            after = TcpTracker.shown(after);
        }
        step(table, slot, server, before, after);
    }

    /** A number a little behind is an old segment's, or a keep-alive's. One far off was forged, or the known one was. */
    private static int furthest(int known, int seen) {
        int behind = known - seen;
        return behind > 0 && behind < MOST_IN_FLIGHT ? known : seen;
    }

    /** The frame in hand is a segment of the server. */
    void ofServer(FlowTable table, int slot, ViewServer server) {
        int before = table.state(slot);
        int flags = frame.packet.tcpFlags();
        if ((flags & TcpView.RST) == 0 || isExpected(table, slot, flags)) {
            step(table, slot, server, before, TcpTracker.next(before, flags, false, true));
        }
    }

    /**
     * Whether a reset of the server can be one: it answers the client's last segment with its number; or it acknowledges
     * what the client has sent, and may then be ahead of what the client has acknowledged. Before the client has
     * acknowledged anything there is nothing to compare.
     */
    private boolean isExpected(FlowTable table, int slot, int flags) {
        int state = table.state(slot);
        if (state == FlowState.SYN_SENT || state == FlowState.SYN_RECEIVED) {
            return true;
        }
        ParsedPacket packet = frame.packet;
        tcp.wrap(packet.segment(), packet.base() + packet.transportOffset());
        int ahead = (int) tcp.sequenceNumber() - table.lastAcknowledgment(slot);
        if ((flags & TcpView.ACK) == 0) {
            return ahead == 0;
        }
        int behind = table.lastSequence(slot) - (int) tcp.acknowledgmentNumber();
        return ahead >= 0 && ahead < MOST_IN_FLIGHT && behind >= 0 && behind < MOST_UNACKNOWLEDGED;
    }

    private void step(FlowTable table, int slot, ViewServer server, int before, int after) {
        if (after != before) {
            table.state(slot, after);
            accounts.changed(server, before, after, frame.packet.tcpFlags());
        }
    }
}
