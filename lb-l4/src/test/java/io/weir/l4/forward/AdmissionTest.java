package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.core.service.SchedulerKind;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets which server, who gets none, and what becomes of running flows when servers change. */
class AdmissionTest {
    private static final int SECOND = 16;

    private static PathLab lab(int servers) {
        return new PathLab(false, FlowMode.NAT, servers);
    }

    private static Packet from(PathLab lab, int client, int flags) {
        return lab.request(IpProtocol.TCP)
                .ends(IpAddress.v4(0xc6336400 + client / 60_000), 1024 + client % 60_000, lab.vip, PathLab.VIP_PORT)
                .flags(flags);
    }

    private static void open(PathLab lab, int client) {
        lab.arrive(0, from(lab, client, TcpView.SYN));
        lab.io.discard(0);
        lab.io.discard(1);
    }

    private static void establish(PathLab lab) {
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 99, 0));
        lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.SYN | TcpView.ACK, 499, 100));
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500).payload(20));
        lab.io.discard(0);
        lab.io.discard(1);
    }

    @Test
    void everyServerGetsItsTurn() {
        try (PathLab lab = lab(3)) {
            for (int i = 0; i < 9; i++) {
                open(lab, i);
            }
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(3, 3, 3);
            assertThat(lab.load.active()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCheckThatAServerWithoutTheVipForwardsIsAnsweredByNobody(boolean v6) {
        try (PathLab lab = new PathLab(v6, FlowMode.DR, 2)) {
            lab.arrive(
                    0,
                    lab.request(IpProtocol.TCP)
                            .ends(lab.here(), 1024, lab.vip, PathLab.VIP_PORT)
                            .flags(TcpView.SYN));
            assertThat(lab.sent(0)).isNull();
            assertThat(lab.sent(1)).isNull();
            assertThat(lab.drops(DropReason.OWN_SOURCE)).isEqualTo(1);
            assertThat(lab.load.active()).isZero();
        }
    }

    @Test
    void stickyClientsStayAlsoWithADrainingServer() {
        try (PathLab lab = lab(2)) {
            lab.sticky = true;
            lab.apply();
            open(lab, 1);
            lab.servers.get(0).state = AdminState.DRAINING;
            lab.apply();
            for (int i = 2; i < 6; i++) {
                open(lab, i);
            }
            assertThat(lab.servers.get(0).load.active()).isEqualTo(5);
            assertThat(lab.drops(DropReason.NO_SERVER)).isZero();
        }
    }

    @Test
    void aFullServerIsPassedOverAndAFullServiceRefuses() {
        try (PathLab lab = lab(2)) {
            lab.servers.get(0).maxConnections = 2;
            lab.maxConnections = 7;
            lab.apply();
            for (int i = 0; i < 10; i++) {
                open(lab, i);
            }
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(2, 5);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(3);
        }
    }

    @Test
    void aFloodOfHandshakesDoesNotCloseAFullServiceToClientsWhoAnswer() {
        try (PathLab lab = lab(1)) {
            lab.maxConnections = 4;
            lab.apply();
            establish(lab);
            for (int i = 1; i < 4; i++) {
                open(lab, i);
            }
            open(lab, 4);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(1);
            lab.after(3 * SECOND);
            for (int i = 5; i < 8; i++) {
                open(lab, i);
            }
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(1);
            open(lab, 8);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(2);
            assertThat(lab.load.active()).isEqualTo(4);
            assertThat(lab.flows().size(FlowState.LIVE)).isEqualTo(1);
            assertThat(lab.load.endedFor(EndReason.EVICTED)).isEqualTo(3);
        }
    }

    @Test
    void aFloodOfHandshakesDoesNotCloseAFullServer() {
        try (PathLab lab = lab(1)) {
            lab.server().maxConnections = 2;
            lab.apply();
            open(lab, 1);
            open(lab, 2);
            lab.after(3 * SECOND);
            open(lab, 3);
            assertThat(lab.drops(DropReason.NO_SERVER)).isZero();
            assertThat(lab.server().load.active()).isEqualTo(2);
        }
    }

    @Test
    void handshakesOfAnotherServerDoNotGiveWayToAFullOne() {
        try (PathLab lab = lab(2)) {
            for (int i = 0; i < 20; i++) {
                open(lab, i);
            }
            lab.server().maxConnections = 10;
            lab.servers.get(1).state = AdminState.DRAINING;
            lab.apply();
            lab.after(3 * SECOND);
            for (int i = 20; i < 40; i++) {
                open(lab, i);
            }
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(10, 10);
            assertThat(lab.load.endedFor(EndReason.EVICTED)).isEqualTo(10);
            assertThat(lab.drops(DropReason.NO_SERVER)).isEqualTo(10);
        }
    }

    @Test
    void withoutServersClientsAreRefusedOrGoToTheFallback() {
        try (PathLab lab = lab(1)) {
            lab.server().health = Health.DOWN;
            lab.apply();
            Packet syn = lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 100, 0);
            lab.arrive(0, syn);
            lab.assertSent(
                    0,
                    syn.ends(lab.vip, PathLab.VIP_PORT, lab.client, PathLab.CLIENT_PORT)
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                            .tcp(TcpView.RST | TcpView.ACK, 0, 111)
                            .payload(0));
            Packet datagram = lab.request(IpProtocol.UDP);
            lab.arrive(0, datagram);
            lab.assertSent(
                    0,
                    Packet.icmp(lab.vip, lab.client, 3, 3, 0, datagram.quoted())
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC));
            assertThat(lab.drops(DropReason.NO_SERVER)).isEqualTo(2);
            lab.withFallback = true;
            lab.apply();
            lab.arrive(0, syn);
            assertThat(lab.sent(1)).isNotNull();
            assertThat(lab.fallback.load.active()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FlowMode.DR, FlowMode.NAT, FlowMode.SNAT})
    void aHaltedServersFlowsAreCutOnBothEnds(int mode) {
        try (PathLab lab = new PathLab(true, mode, 1)) {
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 99, 0));
            if (mode != FlowMode.DR) {
                lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.SYN | TcpView.ACK, 499, 100));
            }
            Packet last = lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500).payload(20);
            lab.arrive(0, last);
            lab.io.discard(0);
            lab.io.discard(1);
            Packet atServer = lab.atServer(last).hops(64);
            lab.server().state = AdminState.HALTED;
            lab.apply();
            lab.after(1);
            lab.assertSent(1, atServer.tcp(TcpView.RST, 120, 0).payload(0));
            lab.assertSent(
                    0,
                    last.ends(lab.vip, PathLab.VIP_PORT, lab.client, PathLab.CLIENT_PORT)
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                            .tcp(TcpView.RST, 500, 0)
                            .payload(0));
            assertThat(lab.flows().size()).isZero();
            assertThat(lab.server().load.active()).isZero();
            assertThat(lab.load.endedFor(EndReason.HALTED)).isEqualTo(1);
        }
    }

    @Test
    void noResetOfTheCutIsLostForTheQueuesLength() {
        try (PathLab lab = lab(1)) {
            for (int i = 0; i < 900; i++) {
                open(lab, i);
            }
            lab.server().state = AdminState.HALTED;
            lab.apply();
            int resets = 0;
            boolean more = true;
            while (more) {
                more = lab.pipeline.keepHouse();
                resets += lab.io.discard(0);
                lab.io.discard(1);
            }
            assertThat(resets).isEqualTo(900);
        }
    }

    @Test
    void aHaltedFlowThatHasAPacketFirstIsCutByIt() {
        try (PathLab lab = lab(1)) {
            establish(lab);
            lab.server().state = AdminState.HALTED;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 120, 500));
            assertThat(lab.io.discard(1)).isEqualTo(1);
            assertThat(lab.io.discard(0)).isPositive();
            assertThat(lab.flows().size()).isZero();
            assertThat(lab.drops(DropReason.HALTED)).isEqualTo(1);
        }
    }

    @Test
    void aServerFoundDownOrDrainingKeepsItsFlows() {
        try (PathLab lab = lab(2)) {
            establish(lab);
            lab.server().health = Health.DOWN;
            lab.servers.get(1).state = AdminState.DRAINING;
            lab.apply();
            lab.after(SECOND);
            Packet next = lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 120, 500);
            lab.arrive(0, next);
            lab.assertSent(1, lab.atServer(next));
        }
    }

    @Test
    void aSynToADeadServerIsSentToAnother() {
        try (PathLab lab = lab(2)) {
            Packet syn = lab.request(IpProtocol.TCP).flags(TcpView.SYN);
            lab.arrive(0, syn);
            lab.server().health = Health.DOWN;
            lab.apply();
            lab.arrive(0, syn);
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(0, 1);
            assertThat(lab.flows().size()).isEqualTo(1);
        }
    }

    @Test
    void aSynReopensAClosedFlowElsewhere() {
        try (PathLab lab = lab(2)) {
            establish(lab);
            lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.RST, 500, 0));
            assertThat(lab.load.active()).isZero();
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 9000, 0));
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(0, 1);
            assertThat(lab.flows().size()).isEqualTo(1);
        }
    }

    @Test
    void aForgedResetGivesThePlaceBackOnlyForAWhile() {
        try (PathLab lab = lab(1)) {
            establish(lab);
            lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.RST, 500, 0));
            assertThat(lab.server().load.active()).isZero();
            lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.ACK, 500, 120));
            assertThat(lab.server().load.active()).isEqualTo(1);
            lab.after(SECOND * 8000);
            assertThat(lab.server().load.active()).isZero();
            assertThat(lab.load.active()).isZero();
        }
    }

    @Test
    void aFlowWhoseServerVanishedBeginsAnewOrIsRefused() {
        try (PathLab lab = lab(2)) {
            establish(lab);
            lab.server().removed = true;
            lab.server().gone = true;
            lab.apply();
            lab.after(16 * 60 * SECOND);
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 120, 500));
            assertThat(lab.drops(DropReason.NO_FLOW)).isEqualTo(1);
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 120, 500));
            assertThat(lab.servers.get(1).load.active()).isEqualTo(1);
        }
    }

    @Test
    void afterTheClientsFinAServerInDrIsStillNeeded() {
        try (PathLab lab = new PathLab(false, FlowMode.DR, 1)) {
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 99, 0));
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500));
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK | TcpView.FIN, 110, 500));
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 121, 600));
            assertThat(lab.server().load.active()).isZero();
            assertThat(lab.flows().size()).isEqualTo(1);
            lab.after(239 * SECOND);
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 121, 700));
            lab.after(239 * SECOND);
            assertThat(lab.flows().size()).isEqualTo(1);
            lab.after(2 * SECOND);
            assertThat(lab.flows().size()).isZero();
        }
    }

    @Test
    void anUnresolvedServersFramesWaitForASecond() {
        try (PathLab lab = lab(1)) {
            lab.server().mac = 0;
            for (int i = 0; i < 200; i++) {
                open(lab, i);
            }
            lab.after(3);
            assertThat(lab.drops(DropReason.UNRESOLVED_FULL)).isZero();
            lab.server().mac = PathLab.SERVER_MAC;
            lab.after(1);
            assertThat(lab.io.discard(1)).isEqualTo(200);
            lab.server().mac = 0;
            for (int i = 200; i < 500; i++) {
                open(lab, i);
            }
            for (int i = 0; i < 2 * SECOND; i++) {
                lab.after(1);
            }
            assertThat(lab.drops(DropReason.UNRESOLVED_FULL)).isPositive();
            assertThat(lab.drops(DropReason.UNRESOLVED) + lab.drops(DropReason.UNRESOLVED_FULL))
                    .isEqualTo(300);
            lab.assertSilent();
        }
    }

    @Test
    void connectionsOlderThanTheDaemonGoOnForAWhileAndNeverCrowdOthersOut() {
        try (PathLab lab = lab(3)) {
            lab.scheduler = SchedulerKind.SH;
            lab.apply();
            for (int i = 0; i < 2000; i++) {
                lab.arrive(0, from(lab, i, TcpView.ACK));
                lab.io.discard(0);
                lab.io.discard(1);
            }
            assertThat(lab.flows().size()).isEqualTo(768);
            assertThat(lab.flows().size(FlowState.HALF_OPEN)).isEqualTo(768);
            open(lab, 3000);
            assertThat(lab.flows().size()).isEqualTo(769);
        }
        try (PathLab lab = lab(1)) {
            lab.after(15 * 60 * SECOND);
            lab.arrive(0, from(lab, 1, TcpView.ACK));
            assertThat(lab.flows().size()).isZero();
            assertThat(lab.drops(DropReason.NO_FLOW)).isEqualTo(1);
        }
    }
}
