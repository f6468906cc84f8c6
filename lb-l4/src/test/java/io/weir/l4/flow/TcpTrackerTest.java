package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.TcpView;
import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state table. {@code >} is the client's segment, {@code <} the server's. */
class TcpTrackerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SYN_SENT     | > SYN     | SYN_SENT
            SYN_SENT     | > ACK     | SYN_SENT
            SYN_SENT     | > FIN ACK | SYN_SENT
            SYN_SENT     | > RST     | CLIENT_RESET
            SYN_SENT     | < SYN ACK | SYN_RECEIVED
            SYN_SENT     | < ACK     | SYN_SENT
            SYN_SENT     | < RST ACK | SERVER_RESET
            SYN_RECEIVED | > SYN     | SYN_RECEIVED
            SYN_RECEIVED | < SYN ACK | SYN_RECEIVED
            SYN_RECEIVED | < ACK     | SYN_RECEIVED
            SYN_RECEIVED | > ACK     | ESTABLISHED
            SYN_RECEIVED | > FIN ACK | CLIENT_FIN
            SYN_RECEIVED | < FIN ACK | SERVER_FIN
            SYN_RECEIVED | < RST     | SERVER_RESET
            ESTABLISHED  | > ACK     | ESTABLISHED
            ESTABLISHED  | < PSH ACK | ESTABLISHED
            ESTABLISHED  | > SYN     | ESTABLISHED
            ESTABLISHED  | < SYN ACK | ESTABLISHED
            ESTABLISHED  | > FIN     | ESTABLISHED
            ESTABLISHED  | > FIN ACK | CLIENT_FIN
            ESTABLISHED  | < FIN ACK | SERVER_FIN
            ESTABLISHED  | > RST     | CLIENT_RESET
            ESTABLISHED  | < RST     | SERVER_RESET
            CLIENT_FIN   | > ACK     | CLIENT_FIN
            CLIENT_FIN   | < PSH ACK | CLIENT_FIN
            CLIENT_FIN   | < FIN ACK | CLOSING
            CLIENT_FIN   | < RST     | SERVER_RESET
            SERVER_FIN   | > PSH ACK | SERVER_FIN
            SERVER_FIN   | < FIN ACK | SERVER_FIN
            SERVER_FIN   | > FIN ACK | CLOSING
            SERVER_FIN   | > RST ACK | CLIENT_RESET
            CLOSING      | > ACK     | CLOSING
            CLOSING      | < FIN ACK | CLOSING
            CLOSING      | > RST     | CLOSING
            CLOSING      | > SYN     | SYN_SENT
            CLOSING      | < SYN     | CLOSING
            CLIENT_RESET | < PSH ACK | CLIENT_RESET
            CLIENT_RESET | > RST     | CLIENT_RESET
            CLIENT_RESET | > ACK     | ASSUMED
            CLIENT_RESET | > FIN ACK | CLOSING
            ASSUMED      | > PSH ACK | ASSUMED
            ASSUMED      | > FIN ACK | CLOSING
            ASSUMED      | > SYN     | ASSUMED
            ASSUMED      | < ACK     | ESTABLISHED
            ASSUMED      | < FIN ACK | SERVER_FIN
            ASSUMED      | < RST     | SERVER_RESET
            CLIENT_RESET | > SYN     | SYN_SENT
            SERVER_RESET | > PSH ACK | SERVER_RESET
            SERVER_RESET | < ACK     | ESTABLISHED
            SERVER_RESET | > SYN ECE CWR | SYN_SENT
            """)
    void followsBothEnds(String before, String segment, String after) throws ReflectiveOperationException {
        assertThat(TcpTracker.next(state(before), flags(segment), segment.startsWith(">"), true))
                .isEqualTo(state(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SYN_SENT     | SYN     | SYN_SENT
            SYN_SENT     | ACK     | ASSUMED
            SYN_SENT     | FIN ACK | CLOSING
            ASSUMED      | ACK     | ASSUMED
            ASSUMED      | FIN ACK | CLOSING
            SYN_SENT     | RST     | CLIENT_RESET
            ESTABLISHED  | PSH ACK | ESTABLISHED
            ESTABLISHED  | FIN ACK | CLOSING
            ESTABLISHED  | RST     | CLIENT_RESET
            ESTABLISHED  | SYN     | ESTABLISHED
            CLOSING      | ACK     | CLOSING
            CLOSING      | RST     | CLOSING
            CLOSING      | SYN     | SYN_SENT
            CLIENT_RESET | ACK     | ASSUMED
            CLIENT_RESET | SYN     | SYN_SENT
            """)
    void followsTheClientWhereRepliesNeverComeBy(String before, String segment, String after)
            throws ReflectiveOperationException {
        assertThat(TcpTracker.next(state(before), flags(segment), true, false)).isEqualTo(state(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SYN_SENT        | HALF_OPEN | true  | PT4M
            SYN_RECEIVED    | HALF_OPEN | true  | PT4M
            ESTABLISHED     | LIVE      | true  | PT2H4M
            CLIENT_FIN      | LIVE      | true  | PT2H4M
            SERVER_FIN      | LIVE      | true  | PT2H4M
            CLOSING         | CLOSED    | false | PT4M
            CLIENT_RESET    | CLOSED    | false | PT4M
            SERVER_RESET    | CLOSED    | false | PT4M
            ASSUMED         | HALF_OPEN | true  | PT2H4M
            DATAGRAM_NEW    | HALF_OPEN | true  | PT5M
            DATAGRAM_STREAM | LIVE      | true  | PT5M
            """)
    void everyStateHasItsKindAndItsTimeout(String state, String kind, boolean holdsPlace, Duration timeout)
            throws ReflectiveOperationException {
        assertThat(FlowState.kind(state(state))).isEqualTo(state(kind));
        assertThat(FlowState.holdsPlace(state(state))).isEqualTo(holdsPlace);
        assertThat(FlowTimeouts.STANDARD.ticks(state(state))).isEqualTo(FlowClock.ticks(timeout));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSING", "CLIENT_RESET", "SERVER_RESET"})
    void onlyTheClientsSynReopens(String closed) throws ReflectiveOperationException {
        assertThat(TcpTracker.reopens(state(closed), TcpView.SYN, true)).isTrue();
        assertThat(TcpTracker.reopens(state(closed), TcpView.SYN, false)).isFalse();
        assertThat(TcpTracker.reopens(state(closed), TcpView.SYN | TcpView.ACK, true))
                .isFalse();
        assertThat(TcpTracker.reopens(FlowState.ESTABLISHED, TcpView.SYN, true)).isFalse();
    }

    @Test
    void aFlowBeginsHalfOpenOrInTheMiddle() {
        assertThat(TcpTracker.first(TcpView.SYN | TcpView.ECE | TcpView.CWR)).isEqualTo(FlowState.SYN_SENT);
        assertThat(TcpTracker.first(TcpView.ACK)).isEqualTo(FlowState.ESTABLISHED);
    }

    private static int state(String name) throws ReflectiveOperationException {
        return FlowState.class.getField(name).getInt(null);
    }

    private static int flags(String segment) throws ReflectiveOperationException {
        int flags = 0;
        for (String name : segment.replaceFirst("[<>] ", "").split(" ", -1)) {
            Field flag = TcpView.class.getField(name);
            flags |= flag.getInt(null);
        }
        return flags;
    }
}
