package io.weir.arp.neighbor;

import static io.weir.arp.neighbor.NeighborEvent.Kind.CHANGED;
import static io.weir.arp.neighbor.NeighborEvent.Kind.LOST;
import static io.weir.arp.neighbor.NeighborEvent.Kind.RESOLVED;
import static io.weir.arp.neighbor.NeighborEvent.Kind.STALE;
import static io.weir.arp.neighbor.NeighborEvent.Kind.UNANSWERED;
import static io.weir.arp.neighbor.NeighborState.Ask.EVERYONE;
import static io.weir.arp.neighbor.NeighborState.Ask.NOBODY;
import static io.weir.arp.neighbor.NeighborState.Ask.STATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.wire.Heard;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NeighborStateTest {
    private static final MacAddress ONE = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress TWO = new MacAddress(0x0200_0000_0002L);
    private static final IpAddress ADDRESS = IpAddress.of("2001:db8::2");

    /** The clock of System.nanoTime may pass zero and overflow. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    private final NeighborState state = new NeighborState(START);

    @Test
    void anUnknownNeighbourIsAskedForAtOnceAndEachSecond() {
        assertThat(state.due(at(0))).isEqualTo(EVERYONE);
        assertThat(state.due(at(999))).isEqualTo(NOBODY);
        assertThat(state.due(at(1000))).isEqualTo(EVERYONE);
        assertThat(state.mac()).isZero();
    }

    @Test
    void aKnownOneIsConfirmedAloneThenByAll() {
        assertThat(state.heard(reply(ONE), at(0))).isEqualTo(RESOLVED);

        assertThat(asked(0, 5000)).containsExactly("2000 STATION", "3000 EVERYONE", "4000 EVERYONE", "5000 EVERYONE");
    }

    @Test
    void anAnswerConfirms() {
        state.heard(reply(ONE), at(0));
        assertThat(state.due(at(2000))).isEqualTo(STATION);
        assertThat(state.heard(reply(ONE), at(2001))).isNull();

        assertThat(asked(2001, 4001)).containsExactly("4001 STATION");
        assertThat(state.passed(at(7000))).isNull();
        assertThat(state.passed(at(7001))).isEqualTo(STALE);
    }

    @Test
    void aSilentOneKeepsItsAddressForAMinute() {
        state.heard(reply(ONE), at(0));

        assertThat(state.passed(at(4999))).isNull();
        assertThat(state.passed(at(5000))).isEqualTo(STALE);
        assertThat(state.passed(at(59_999))).isNull();
        assertThat(state.mac()).isEqualTo(ONE.bits());
        assertThat(state.stale()).isTrue();
        assertThat(state.passed(at(60_000))).isEqualTo(LOST);
        assertThat(state.mac()).isZero();
        assertThat(state.stale()).isFalse();
        assertThat(state.passed(at(100_000))).isNull();
    }

    @Test
    void aStaleOneThatAnswersIsResolvedAgain() {
        state.heard(reply(ONE), at(0));
        state.passed(at(5000));

        assertThat(state.heard(reply(ONE), at(5500))).isEqualTo(RESOLVED);
        assertThat(state.stale()).isFalse();
        state.passed(at(10_500));
        assertThat(state.heard(reply(TWO), at(10_600))).isEqualTo(CHANGED);
    }

    @Test
    void oneThatNeverAnsweredIsReportedOnce() {
        assertThat(state.passed(at(4999))).isNull();
        assertThat(state.passed(at(5000))).isEqualTo(UNANSWERED);
        assertThat(state.passed(at(9000))).isNull();
        assertThat(state.heard(reply(ONE), at(9001))).isEqualTo(RESOLVED);
    }

    @Test
    void anAnnouncementIsFollowedAtOnce() {
        state.heard(reply(ONE), at(0));

        assertThat(state.heard(said(Heard.Kind.ANNOUNCEMENT, TWO, true), at(1))).isEqualTo(CHANGED);
        assertThat(state.mac()).isEqualTo(TWO.bits());
    }

    @Test
    void ofSeveralAnswersTheFirstCounts() {
        state.heard(reply(ONE), at(0));

        assertThat(state.heard(reply(TWO), at(999))).isNull();
        assertThat(state.mac()).isEqualTo(ONE.bits());
        assertThat(state.heard(reply(TWO), at(3001))).isEqualTo(CHANGED);
    }

    @Test
    void anAdvertisementThatMayNotOverrideOnlyRaisesTheQuestion() {
        state.due(at(0));
        state.heard(reply(ONE), at(1));

        assertThat(state.heard(said(Heard.Kind.REPLY, TWO, false), at(1500))).isNull();
        assertThat(state.mac()).isEqualTo(ONE.bits());
        assertThat(state.due(at(1500))).isEqualTo(EVERYONE);
    }

    @Test
    void whatMayNotOverrideIsTakenWhereNothingFreshIsKnown() {
        assertThat(state.heard(said(Heard.Kind.REPLY, ONE, false), at(0))).isEqualTo(RESOLVED);
        state.passed(at(5000));
        assertThat(state.heard(said(Heard.Kind.REPLY, TWO, false), at(5001))).isEqualTo(CHANGED);
    }

    @Test
    void anAnswerWithoutAddressConfirmsTheStationItComesFrom() {
        Heard bare = new Heard(Heard.Kind.REPLY, ADDRESS, null, ONE, true);
        assertThat(state.heard(bare, at(0))).isNull();
        assertThat(state.mac()).isZero();

        state.heard(reply(ONE), at(0));
        state.heard(bare, at(3000));
        assertThat(state.passed(at(7999))).isNull();
        state.heard(new Heard(Heard.Kind.REPLY, ADDRESS, null, TWO, true), at(7999));
        assertThat(state.passed(at(8000))).isEqualTo(STALE);
    }

    @Test
    void aProbeSaysNothing() {
        assertThat(state.heard(said(Heard.Kind.PROBE, ONE, true), at(0))).isNull();
        assertThat(state.mac()).isZero();
    }

    @Test
    void packetsThatWaitAskSoonerButTenTimesASecondAtMost() {
        state.due(at(0));

        List<String> asked = new ArrayList<>();
        for (int ms = 1; ms <= 500; ms++) {
            state.requested(at(ms));
            NeighborState.Ask ask = state.due(at(ms));
            if (ask != NOBODY) {
                asked.add(ms + " " + ask);
            }
        }
        assertThat(asked)
                .containsExactly("100 EVERYONE", "200 EVERYONE", "300 EVERYONE", "400 EVERYONE", "500 EVERYONE");

        state.heard(reply(ONE), at(501));
        state.requested(at(700));
        assertThat(state.due(at(700))).isEqualTo(NOBODY);
    }

    /** The rule is five seconds; two are left for questions that are lost. */
    @Property
    void aSilentMoveIsFollowedInThreeSeconds(@ForAll @IntRange(max = 20_000) int moved) {
        Integer followed = null;
        for (int ms = 0; ms <= moved + 5000 && followed == null; ms += 10) {
            MacAddress real = ms < moved ? ONE : TWO;
            state.passed(at(ms));
            NeighborState.Ask ask = state.due(at(ms));
            boolean reached = ask == EVERYONE || (ask == STATION && state.mac() == real.bits());
            if (reached) {
                state.heard(reply(real), at(ms + 1));
            }
            if (state.mac() == TWO.bits()) {
                followed = ms - moved;
            }
        }
        assertThat(followed).isNotNull().isLessThanOrEqualTo(3020);
    }

    private List<String> asked(int from, int to) {
        List<String> asked = new ArrayList<>();
        for (int ms = from; ms <= to; ms++) {
            NeighborState.Ask ask = state.due(at(ms));
            if (ask != NOBODY) {
                asked.add(ms + " " + ask);
            }
        }
        return asked;
    }

    private static long at(int ms) {
        return START + Duration.ofMillis(ms).toNanos();
    }

    private static Heard reply(MacAddress mac) {
        return said(Heard.Kind.REPLY, mac, true);
    }

    private static Heard said(Heard.Kind kind, @Nullable MacAddress mac, boolean override) {
        return new Heard(kind, ADDRESS, mac, mac == null ? ONE : mac, override);
    }
}
