package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every reason of the packet path, a frame that is dropped for it. Those of the parser have fixtures there. */
class DropReasonTest {
    private static final Map<Integer, Consumer<PathLab>> FIXTURES = new HashMap<>();

    static {
        FIXTURES.put(
                DropReason.OTHER_STATION,
                lab -> lab.arrive(0, lab.request(IpProtocol.TCP).macs(PathLab.CLIENT_MAC, 0x02ee_0000_0001L)));
        FIXTURES.put(
                DropReason.NO_SERVICE,
                lab -> lab.arrive(0, lab.request(IpProtocol.UDP).ends(lab.client, PathLab.CLIENT_PORT, lab.vip, 81)));
        FIXTURES.put(DropReason.NO_SERVER, lab -> {
            lab.server().health = Health.DOWN;
            syn(lab.apply());
        });
        FIXTURES.put(DropReason.SERVICE_FULL, lab -> {
            lab.maxConnections = 1;
            syn(lab.apply());
            lab.arrive(0, lab.request(IpProtocol.UDP));
        });
        FIXTURES.put(DropReason.NO_FLOW, lab -> {
            lab.after(Admission.RESUME_TICKS);
            lab.arrive(0, lab.request(IpProtocol.TCP));
        });
        FIXTURES.put(DropReason.FLOWS_FULL, lab -> {
            for (int i = 0; i < 17; i++) {
                int port = 1000 + i;
                Packet one = lab.request(IpProtocol.UDP).ends(lab.client, port, lab.vip, PathLab.VIP_PORT);
                lab.arrive(0, one);
                lab.arrive(0, one);
            }
        });
        FIXTURES.put(DropReason.NO_SOURCE_PORT, lab -> {
            for (int i = 0; i < 5; i++) {
                lab.arrive(
                        0,
                        lab.request(IpProtocol.TCP)
                                .ends(lab.client, 1000 + i, lab.vip, PathLab.VIP_PORT)
                                .flags(TcpView.SYN));
            }
        });
        FIXTURES.put(DropReason.UNRESOLVED, lab -> {
            lab.server().mac = 0;
            syn(lab);
            IntStream.range(0, 20).forEach(i -> lab.after(1));
        });
        FIXTURES.put(DropReason.UNRESOLVED_FULL, lab -> {
            lab.server().mac = 0;
            IntStream.range(0, 257).forEach(i -> syn(lab));
        });
        FIXTURES.put(DropReason.HALTED, lab -> {
            syn(lab);
            lab.server().state = AdminState.HALTED;
            syn(lab.apply());
        });
        FIXTURES.put(
                DropReason.HOP_LIMIT,
                lab -> lab.arrive(
                        0, lab.request(IpProtocol.TCP).flags(TcpView.SYN).hops(1)));
        FIXTURES.put(DropReason.TOO_BIG, lab -> {
            lab.serverMtu = 500;
            lab.apply().arrive(0, lab.request(IpProtocol.UDP).payload(600));
        });
        FIXTURES.put(DropReason.FRAGMENT_LOST, lab -> {
            lab.arrive(0, lab.request(IpProtocol.UDP).fragment(1, 64, false));
            lab.after(20);
        });
        FIXTURES.put(
                DropReason.FRAGMENTS_FULL,
                lab -> lab.arrive(
                        0, lab.request(IpProtocol.UDP).fragment(1, 64, false).payload(17_000)));
        FIXTURES.put(
                DropReason.ICMP_UNRELATED,
                lab -> lab.arrive(
                        0,
                        Packet.icmp(
                                        lab.client,
                                        lab.vip,
                                        3,
                                        3,
                                        0,
                                        lab.reply(IpProtocol.UDP).quoted())
                                .macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC)));
        FIXTURES.put(
                DropReason.NOT_SERVED,
                lab -> lab.arrive(
                        0,
                        Packet.icmp(lab.client, lab.vip, 13, 0, 0, new byte[12])
                                .macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC)));
        FIXTURES.put(DropReason.REPLIES_MIXED, lab -> {
            lab.ports = new PortSet(List.of(new PortSet.Range(PathLab.VIP_PORT, PathLab.VIP_PORT + 1)));
            syn(lab.apply());
            lab.arrive(
                    0,
                    lab.request(IpProtocol.TCP)
                            .ends(lab.client, PathLab.CLIENT_PORT, lab.vip, PathLab.VIP_PORT + 1)
                            .flags(TcpView.SYN));
        });
        FIXTURES.put(
                DropReason.OWN_SOURCE,
                lab -> lab.arrive(
                        0,
                        lab.request(IpProtocol.TCP)
                                .ends(lab.here(), PathLab.CLIENT_PORT, lab.vip, PathLab.VIP_PORT)
                                .flags(TcpView.SYN)));
    }

    private static void syn(PathLab lab) {
        lab.arrive(0, lab.request(IpProtocol.TCP).flags(TcpView.SYN));
    }

    static Stream<Integer> reasons() {
        // HandoverTest fills a ring, which takes two workers.
        return IntStream.range(ParseCode.COUNT, DropReason.COUNT)
                .filter(reason -> reason != DropReason.HANDOVER_FULL)
                .boxed();
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void aFrameIsDroppedForIt(int reason) {
        assertThat(FIXTURES).as(DropReason.name(reason)).containsKey(reason);
        int mode = reason == DropReason.NO_SOURCE_PORT ? FlowMode.SNAT : FlowMode.NAT;
        try (PathLab lab = new PathLab(false, mode, 1, 16, 0, Handover.among(1, PathLab::memory), 1)) {
            lab.sourcePorts = 4;
            lab.apply();
            Objects.requireNonNull(FIXTURES.get(reason)).accept(lab);
            assertThat(lab.drops(reason)).as(DropReason.name(reason)).isPositive();
        }
    }

    @Test
    void everyReasonHasANameOfItsOwn() {
        assertThat(IntStream.range(0, DropReason.COUNT).mapToObj(DropReason::name))
                .doesNotHaveDuplicates();
        for (int reason = 0; reason < DropReason.COUNT; reason++) {
            assertThat(DropReason.ofName(DropReason.name(reason))).isEqualTo(reason);
            assertThat(DropReason.description(reason)).isNotBlank();
        }
    }
}
