package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.AdminState;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset ends a flow's hold with the number that is expected, and with no other. */
class ForgedResetTest {
    private static PathLab established(int mode) {
        PathLab lab = new PathLab(false, mode, 1);
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 99, 0));
        if (mode != FlowMode.DR) {
            lab.arrive(1, lab.reply(IpProtocol.TCP).tcp(TcpView.SYN | TcpView.ACK, 499, 100));
        }
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500).payload(20));
        lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 120, 600).payload(0));
        lab.io.discard(0);
        lab.io.discard(1);
        assertThat(lab.flows().state(0)).isEqualTo(FlowState.ESTABLISHED);
        return lab;
    }

    @ParameterizedTest
    @ValueSource(ints = {FlowMode.DR, FlowMode.NAT, FlowMode.SNAT})
    void theClientsMustBeTheNextNumber(int mode) {
        try (PathLab lab = established(mode)) {
            for (int wrong : new int[] {0, 119, 121, 0x4000_0000, -1}) {
                Packet forged =
                        lab.request(IpProtocol.TCP).tcp(TcpView.RST, wrong, 0).payload(0);
                lab.arrive(0, forged);
                lab.assertSent(1, lab.atServer(forged));
            }
            assertThat(lab.flows().state(0)).isEqualTo(FlowState.ESTABLISHED);
            assertThat(lab.load.active()).isEqualTo(1);
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.RST, 120, 0).payload(0));
            assertThat(lab.flows().state(0)).isEqualTo(FlowState.CLIENT_RESET);
            assertThat(lab.load.active()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RST, 600, 0, SERVER_RESET",
        "RST, 601, 0, ESTABLISHED",
        "RST, 599, 0, ESTABLISHED",
        "RST ACK, 600, 120, SERVER_RESET",
        "RST ACK, 90000, 120, SERVER_RESET",
        "RST ACK, 600, 100, SERVER_RESET",
        "RST ACK, 600, 121, ESTABLISHED",
        "RST ACK, 500, 120, ESTABLISHED",
        "RST ACK, 600, 1000000, ESTABLISHED"
    })
    void theServersMustFit(String flags, int sequence, int acknowledgment, String after)
            throws ReflectiveOperationException {
        try (PathLab lab = established(FlowMode.SNAT)) {
            int bits = TcpView.RST | (flags.endsWith("ACK") ? TcpView.ACK : 0);
            lab.arrive(
                    1,
                    lab.reply(IpProtocol.TCP)
                            .tcp(bits, sequence, acknowledgment)
                            .payload(0));
            assertThat(lab.sent(0)).as("it is forwarded anyway").isNotNull();
            assertThat(lab.flows().state(0))
                    .isEqualTo(FlowState.class.getField(after).getInt(null));
        }
    }

    @Test
    void aRefusedHandshakeEndsAtOnce() {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, -1, 0).payload(0));
            lab.arrive(
                    1,
                    lab.reply(IpProtocol.TCP)
                            .tcp(TcpView.RST | TcpView.ACK, 0, 0)
                            .payload(0));
            assertThat(lab.load.active()).isZero();
        }
    }

    @Test
    void theCutUsesTheFurthestNumbers() {
        try (PathLab lab = established(FlowMode.NAT)) {
            // A keep-alive probe, a repeated segment, and a forged SYN.
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 119, 600).payload(0));
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.ACK, 100, 500).payload(10));
            lab.arrive(0, lab.request(IpProtocol.TCP).tcp(TcpView.SYN, 9000, 0).payload(0));
            lab.io.discard(0);
            lab.io.discard(1);
            Packet last = lab.request(IpProtocol.TCP);
            Packet atServer = lab.atServer(last).hops(64);
            lab.server().state = AdminState.HALTED;
            lab.apply();
            lab.after(1);
            lab.assertSent(1, atServer.tcp(TcpView.RST, 120, 0).payload(0));
            lab.assertSent(
                    0,
                    last.ends(lab.vip, PathLab.VIP_PORT, lab.client, PathLab.CLIENT_PORT)
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                            .tcp(TcpView.RST, 600, 0)
                            .payload(0));
        }
    }
}
