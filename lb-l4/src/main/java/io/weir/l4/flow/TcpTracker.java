package io.weir.l4.flow;

import io.weir.core.wire.TcpView;

/**
 * The steps of a TCP connection as one who only watches sees them. Numbers are not checked here, and but for resets
 * nowhere: the ends do that, and a step taken for a forged segment is taken back by the next genuine one.
 */
public final class TcpTracker {
    private static final int DECISIVE = TcpView.SYN | TcpView.RST | TcpView.FIN | TcpView.ACK;
    private static final int SYN_ACK = TcpView.SYN | TcpView.ACK;

    private TcpTracker() {}

    /** The state of a flow that begins with this segment; without SYN it is one that began before us. */
    public static int first(int flags) {
        return isOpening(flags) ? FlowState.SYN_SENT : FlowState.ESTABLISHED;
    }

    /** Whether the segment asks for a connection: SYN alone, whatever ECN adds (RFC 3168). */
    public static boolean isOpening(int flags) {
        return (flags & DECISIVE) == TcpView.SYN;
    }

    /** Whether the segment begins a new connection where this one has ended: the flow gives way to a new one. */
    public static boolean reopens(int state, int flags, boolean fromClient) {
        return fromClient && isOpening(flags) && FlowState.kind(state) == FlowState.CLOSED;
    }

    /**
     * The state after a segment.
     *
     * @param state a TCP {@link FlowState}
     * @param flags the bits of {@link TcpView}
     * @param fromClient which end sent it
     * @param bothDirections whether segments of both ends come by; without, the client's alone decide
     */
    public static int next(int state, int flags, boolean fromClient, boolean bothDirections) {
        if (reopens(state, flags, fromClient)) {
            return FlowState.SYN_SENT;
        }
        if ((flags & TcpView.RST) != 0) {
            return reset(state, fromClient);
        }
        if ((flags & TcpView.SYN) != 0) {
            boolean answers = !fromClient && state == FlowState.SYN_SENT && (flags & DECISIVE) == SYN_ACK;
            return answers ? FlowState.SYN_RECEIVED : state;
        }
        if ((flags & TcpView.ACK) == 0) {
            return state;
        }
        boolean fin = (flags & TcpView.FIN) != 0;
        return bothDirections ? step(state, fin, fromClient) : clientStep(state, fin);
    }

    private static int reset(int state, boolean fromClient) {
        if (FlowState.kind(state) == FlowState.CLOSED) {
            return state;
        }
        return fromClient ? FlowState.CLIENT_RESET : FlowState.SERVER_RESET;
    }

    /** After a segment with ACK, maybe FIN, but neither SYN nor RST. */
    private static int step(int state, boolean fin, boolean fromClient) {
        return switch (state) {
            // Only an answer of the server makes a handshake: strangers can send the client's half of one.
            case FlowState.SYN_SENT, FlowState.CLOSING -> state;
            case FlowState.ASSUMED -> fromClient ? assumed(fin) : running(fin, false);
            case FlowState.SYN_RECEIVED -> fin || fromClient ? running(fin, fromClient) : state;
            case FlowState.CLIENT_FIN -> fin && !fromClient ? FlowState.CLOSING : state;
            case FlowState.SERVER_FIN -> fin && fromClient ? FlowState.CLOSING : state;
            // Who has reset a connection sends nothing more; who sends has not, and the reset was forged.
            case FlowState.CLIENT_RESET -> fromClient ? assumed(fin) : state;
            case FlowState.SERVER_RESET -> fromClient ? state : running(fin, false);
            default -> running(fin, fromClient);
        };
    }

    private static int running(boolean fin, boolean fromClient) {
        if (!fin) {
            return FlowState.ESTABLISHED;
        }
        return fromClient ? FlowState.CLIENT_FIN : FlowState.SERVER_FIN;
    }

    private static int assumed(boolean fin) {
        return fin ? FlowState.CLOSING : FlowState.ASSUMED;
    }

    /** The same where replies never come by. The client's FIN is then the last that is known of the connection. */
    private static int clientStep(int state, boolean fin) {
        if (fin || state == FlowState.CLOSING) {
            return FlowState.CLOSING;
        }
        return state == FlowState.ESTABLISHED ? state : FlowState.ASSUMED;
    }

    /**
     * The state of a flow whose replies never come by after a segment that acknowledges more than the one before: the
     * client has had something from its server.
     */
    public static int shown(int state) {
        return state == FlowState.ASSUMED ? FlowState.ESTABLISHED : state;
    }

    /** The state of a flow of another protocol after a packet that was not its first. */
    public static int nextDatagram() {
        return FlowState.DATAGRAM_STREAM;
    }
}
