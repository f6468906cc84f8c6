package io.weir.l4.flow;

/** Why a flow was forgotten. */
public enum EndCause {
    /** No packet for the time its state allows. */
    EXPIRED,
    /** The table was full, and this half-open flow made room for another. */
    EVICTED_HALF_OPEN,
    /** The table was full, and this closed flow made room for another. */
    EVICTED_CLOSED,
    /** The table was full, and this flow, long idle, made room for another. */
    EVICTED_IDLE,
    /** It was closed, and a new flow needed its source port. */
    PORT_TAKEN,
    /** It was closed, and the client opened a new connection from the same port. */
    REOPENED,
    /** Its server was down, and the client's packet could begin a flow to another. */
    SERVER_DOWN,
    /** Its server was halted. */
    CUT,
    /** An operator asked for it. */
    REMOVED
}
