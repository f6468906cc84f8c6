package io.weir.l4.flow;

import java.time.Duration;

/**
 * How long a flow without packets is remembered.
 *
 * @param established TCP that can carry data in one direction at least. RFC 5382 REQ-5: not less than 2 h 4 min, so that
 *     keep-alives (every 2 h, RFC 9293 section 3.8.4) hold it
 * @param opening TCP whose handshake is incomplete. RFC 5382 REQ-5: not less than 4 min
 * @param closing TCP whose two streams have ended, or that was reset; where replies never come by, once the client's
 *     has. RFC 5382 REQ-5: not less than 4 min
 * @param datagram every other protocol. RFC 4787 REQ-5: not less than 2 min, 5 min recommended
 */
public record FlowTimeouts(Duration established, Duration opening, Duration closing, Duration datagram) {
    /** The values of the RFCs. */
    public static final FlowTimeouts STANDARD = new FlowTimeouts(
            Duration.ofMinutes(124), Duration.ofMinutes(4), Duration.ofMinutes(4), Duration.ofMinutes(5));

    /** Refuses what is no time. */
    public FlowTimeouts {
        if (Math.min(ticks(established, opening), ticks(closing, datagram)) <= 0) {
            throw new IllegalArgumentException("a flow timeout is longer than 0");
        }
    }

    private static int ticks(Duration one, Duration other) {
        return Math.min(FlowClock.ticks(one), FlowClock.ticks(other));
    }

    /** The timeout of a {@link FlowState}, in ticks of {@link FlowClock}. */
    public int ticks(int state) {
        return FlowClock.ticks(
                switch (state) {
                    case FlowState.SYN_SENT, FlowState.SYN_RECEIVED -> opening;
                    case FlowState.CLOSING, FlowState.CLIENT_RESET, FlowState.SERVER_RESET -> closing;
                    case FlowState.DATAGRAM_NEW, FlowState.DATAGRAM_STREAM -> datagram;
                    default -> established;
                });
    }
}
