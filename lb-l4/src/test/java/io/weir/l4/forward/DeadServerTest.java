package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.AdminState;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients with a fixed port leave a server that is down, and no other. */
class DeadServerTest {
    private static void establish(PathLab lab) {
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 99, 0));
        if (lab.mode != FlowMode.DR) {
            lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.SYN | TcpView.ACK, 499, 100));
        }
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500).payload(20));
    }

    private static void assertAt(PathLab lab, int server) {
        assertThat(lab.flows().size()).isEqualTo(1);
        for (int i = 0; i < lab.servers.size(); i++) {
            assertThat(lab.servers.get(i).load.active()).as("server " + i).isEqualTo(i == server ? 1 : 0);
        }
        assertThat(lab.load.active()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {FlowMode.DR, FlowMode.NAT, FlowMode.SNAT})
    void theNextDatagramGoesToAnotherServer(int mode) {
        try (PathLab lab = new PathLab(false, mode, 2)) {
            lab.sticky = true;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertAt(lab, 0);
            lab.server().health = Health.DOWN;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertAt(lab, 1);
            assertThat(lab.load.endedFor(EndReason.SERVER_DOWN)).isEqualTo(1);
            lab.server().health = Health.UP;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertAt(lab, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FlowMode.DR, FlowMode.NAT, FlowMode.SNAT})
    void aSynGoesToAnotherServerAndASegmentDoesNot(int mode) {
        try (PathLab lab = new PathLab(true, mode, 2)) {
            establish(lab);
            lab.server().health = Health.DOWN;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 120, 500));
            assertAt(lab, 0);
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 7777, 0));
            assertAt(lab, 1);
        }
    }

    @Test
    void drainingServersKeepTheirFlows() {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 2)) {
            establish(lab);
            lab.arrive(0, lab.request(IpProtocol.UDP));
            lab.server().state = AdminState.DRAINING;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 7777, 0));
            lab.servers.get(1).state = AdminState.DRAINING;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertThat(lab.servers).extracting(server -> server.load.active()).containsExactly(1, 1);
            assertThat(lab.load.total()).isEqualTo(2);
        }
    }

    @Test
    void whereThereIsNoOtherServerFlowsStay() {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            lab.arrive(0, lab.request(IpProtocol.UDP));
            lab.server().health = Health.DOWN;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertAt(lab, 0);
            lab.withFallback = true;
            lab.apply();
            lab.arrive(0, lab.request(IpProtocol.UDP));
            assertThat(lab.fallback.load.active()).isEqualTo(1);
            assertThat(lab.server().load.active()).isZero();
        }
    }
}
