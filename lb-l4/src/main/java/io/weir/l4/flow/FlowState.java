package io.weir.l4.flow;

/** Where a flow is in its life, as an entry of the flow table stores it. {@link TcpTracker} makes the steps. */
public final class FlowState {
    /** TCP: the client's SYN was seen. */
    public static final int SYN_SENT = 1;
    /** TCP: the server's SYN-ACK was seen. */
    public static final int SYN_RECEIVED = 2;
    /** TCP: the handshake is complete. */
    public static final int ESTABLISHED = 3;
    /** TCP: the client has ended its stream; the server's goes on. */
    public static final int CLIENT_FIN = 4;
    /** TCP: the server has ended its stream; the client's goes on. */
    public static final int SERVER_FIN = 5;
    /** TCP: both streams have ended; or, where replies never come by, the client's. */
    public static final int CLOSING = 6;
    /** TCP: a reset came from the client's side. */
    public static final int CLIENT_RESET = 7;
    /** TCP: a reset came from the server's side. */
    public static final int SERVER_RESET = 8;
    /** Other protocols: one packet was seen. */
    public static final int DATAGRAM_NEW = 9;
    /** Other protocols: more than one packet was seen, whichever its direction. */
    public static final int DATAGRAM_STREAM = 10;
    /** TCP: the client's segments say that the handshake is complete; none of the server's has shown it. */
    public static final int ASSUMED = 11;

    /** States fit four bits. */
    static final int LIMIT = 16;

    /** A kind: anyone may have made this flow up; it goes first when the table is full. */
    public static final int HALF_OPEN = 0;
    /** A kind: nothing is lost with this flow but late packets; it goes second. */
    public static final int CLOSED = 1;
    /** A kind: in use. */
    public static final int LIVE = 2;

    static final int KINDS = 3;

    private FlowState() {}

    /** {@link #HALF_OPEN}, {@link #CLOSED} or {@link #LIVE}. */
    public static int kind(int state) {
        return switch (state) {
            case SYN_SENT, SYN_RECEIVED, ASSUMED, DATAGRAM_NEW -> HALF_OPEN;
            case CLOSING, CLIENT_RESET, SERVER_RESET -> CLOSED;
            default -> LIVE;
        };
    }

    /**
     * Whether the flow counts as a connection of its server. Opening ones do, so that a burst of new connections does
     * not go to one server.
     */
    public static boolean holdsPlace(int state) {
        return kind(state) != CLOSED;
    }
}
