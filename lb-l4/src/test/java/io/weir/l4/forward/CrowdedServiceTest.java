package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers make up does not keep a full service closed. */
class CrowdedServiceTest {
    private static final int SECOND = 16;
    private static final int MOST = 20;

    private static PathLab lab(int mode) {
        PathLab lab = new PathLab(false, mode, 1);
        lab.maxConnections = MOST;
        return lab.apply();
    }

    private static void arrive(PathLab lab, int client, int flags, int sequence, int acknowledgment) {
        lab.arrive(
                0,
                lab.request(IpProtocol.TCP)
                        .ends(lab.client, 3000 + client, lab.vip, PathLab.VIP_PORT)
                        .tcp(flags, sequence, acknowledgment));
        lab.io.discard(0);
        lab.io.discard(1);
    }

    @Test
    void pairsOfForgedSegmentsGiveWay() {
        try (PathLab lab = lab(FlowMode.DR)) {
            for (int i = 0; i < MOST; i++) {
                arrive(lab, i, TcpView.SYN, 99, 0);
                arrive(lab, i, TcpView.ACK, 100, 500);
            }
            lab.after(10 * SECOND);
            for (int i = 0; i < MOST; i++) {
                arrive(lab, 100 + i, TcpView.SYN, 99, 0);
            }
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isZero();
            assertThat(lab.load.active()).isEqualTo(MOST);
        }
    }

    @Test
    void clientsThatHadAnAnswerStayUntilTheyAreIdleForAMinute() {
        try (PathLab lab = lab(FlowMode.DR)) {
            for (int i = 0; i < MOST; i++) {
                arrive(lab, i, TcpView.SYN, 99, 0);
                arrive(lab, i, TcpView.ACK, 100, 500);
                arrive(lab, i, TcpView.ACK, 110, 600);
            }
            assertThat(lab.flows().size(FlowState.LIVE)).isEqualTo(MOST);
            lab.after(59 * SECOND);
            arrive(lab, 100, TcpView.SYN, 99, 0);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(1);
            arrive(lab, 7, TcpView.ACK, 110, 600);
            lab.after(SECOND);
            for (int i = 0; i < MOST - 1; i++) {
                arrive(lab, 200 + i, TcpView.SYN, 99, 0);
            }
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(1);
            assertThat(lab.flows().size(FlowState.LIVE)).isEqualTo(1);
        }
    }

    @Test
    void whatWasNeverAnsweredAfterAStartGivesWayInAFullService() {
        try (PathLab lab = lab(FlowMode.NAT)) {
            for (int i = 0; i < MOST; i++) {
                arrive(lab, i, TcpView.ACK, 100, 500);
            }
            lab.after(10 * SECOND);
            arrive(lab, 100, TcpView.SYN, 99, 0);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isZero();
        }
    }

    @Test
    void connectionsWhoseServerHasAnsweredNeverGiveWay() {
        try (PathLab lab = lab(FlowMode.NAT)) {
            for (int i = 0; i < MOST; i++) {
                arrive(lab, i, TcpView.SYN, 99, 0);
                lab.arrive(
                        1,
                        Packet.of(IpProtocol.TCP, lab.server().address, lab.serverPort(), lab.client, 3000 + i)
                                .macs(PathLab.SERVER_MAC, PathLab.OUR_SERVER_SIDE_MAC)
                                .tcp(TcpView.SYN | TcpView.ACK, 499, 100));
                arrive(lab, i, TcpView.ACK, 100, 500);
            }
            lab.after(600 * SECOND);
            arrive(lab, 100, TcpView.SYN, 99, 0);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isEqualTo(1);
            assertThat(lab.flows().size(FlowState.LIVE)).isEqualTo(MOST);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FlowMode.DR, FlowMode.NAT})
    void datagramsOfStrangersGiveWay(int mode) {
        try (PathLab lab = lab(mode)) {
            for (int i = 0; i < 2 * MOST; i++) {
                lab.arrive(0, lab.request(IpProtocol.UDP).ends(lab.client, 3000 + i / 2, lab.vip, PathLab.VIP_PORT));
            }
            assertThat(lab.flows().size(FlowState.LIVE)).isEqualTo(MOST);
            lab.after(61 * SECOND);
            arrive(lab, 100, TcpView.SYN, 99, 0);
            assertThat(lab.drops(DropReason.SERVICE_FULL)).isZero();
        }
    }
}
