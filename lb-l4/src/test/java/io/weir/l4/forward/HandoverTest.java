package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With two workers, what reached the wrong one is handed to the one that has the flow. */
class HandoverTest {
    private final List<Handover> ends = Handover.among(2, PathLab::memory);
    private final List<Integer> gifts = new ArrayList<>();

    private PathLab worker(int number, int mode, boolean v6) {
        PathLab lab = new PathLab(v6, mode, 1, 1024, number, ends, 2);
        ends.get(number).onGift(gifts::add);
        return lab;
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,false", "1,true", "2,true", "3,true"})
    void fragmentsAndErrorsReachTheOwner(int mode, boolean v6) {
        try (PathLab zero = worker(0, mode, v6);
                PathLab one = worker(1, mode, v6)) {
            int owner = Steering.ofClient(zero.client.high(), zero.client.low(), PathLab.CLIENT_PORT, 2);
            PathLab own = owner == 0 ? zero : one;
            PathLab other = owner == 0 ? one : zero;
            Packet opening = own.request(IpProtocol.TCP).flags(TcpView.SYN);
            own.arrive(0, opening);
            own.assertSent(1, own.atServer(opening));

            Packet later = own.request(IpProtocol.TCP).payload(64).fragment(9, 64, false);
            Packet first = own.request(IpProtocol.TCP).payload(44).fragment(9, 0, true);
            other.arrive(0, later);
            other.arrive(0, first);
            other.assertSilent();
            own.after(0);
            assertThat(own.io.discard(1)).isEqualTo(2);

            Packet seen = Packet.of(IpProtocol.TCP, own.vip, PathLab.VIP_PORT, own.client, PathLab.CLIENT_PORT);
            other.arrive(
                    0,
                    Packet.icmp(own.client, own.vip, v6 ? 2 : 3, v6 ? 0 : 4, 1400, seen.quoted())
                            .macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC));
            own.after(0);
            assertThat(own.io.discard(1)).isEqualTo(1);
            assertThat(gifts).containsOnly(owner).hasSize(3);
            assertThat(other.flows().size()).isZero();
            if (mode == FlowMode.SNAT) {
                Packet request = own.atServer(own.request(IpProtocol.TCP));
                other.arrive(
                        1,
                        Packet.icmp(own.server().address, own.ours, v6 ? 1 : 3, v6 ? 4 : 3, 0, request.quoted())
                                .macs(PathLab.SERVER_MAC, PathLab.OUR_SERVER_SIDE_MAC));
                own.after(0);
                assertThat(own.io.discard(0)).isEqualTo(1);
                Packet reply = own.reply(IpProtocol.TCP).payload(64).fragment(3, 64, false);
                other.arrive(1, own.reply(IpProtocol.TCP).payload(44).fragment(3, 0, true));
                other.arrive(1, reply);
                own.after(0);
                assertThat(own.io.take(0)).isNotNull();
                own.assertSent(0, own.atClient(reply));
            }
        }
    }

    @Test
    void aSegmentBehindExtensionHeadersReachesTheOwner() {
        try (PathLab zero = worker(0, FlowMode.NAT, true);
                PathLab one = worker(1, FlowMode.NAT, true)) {
            int owner = Steering.ofClient(zero.client.high(), zero.client.low(), PathLab.CLIENT_PORT, 2);
            PathLab own = owner == 0 ? zero : one;
            PathLab other = owner == 0 ? one : zero;
            MemorySegment memory = PathLab.memory(128);
            int length = new PacketBuilder()
                    .start(memory, 0)
                    .ethernet(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                    .ipv6(own.client.high(), own.client.low(), own.vip.high(), own.vip.low())
                    .extension(IpProtocol.HOP_BY_HOP, 8)
                    .tcp(PathLab.CLIENT_PORT, PathLab.VIP_PORT, TcpView.SYN)
                    .build();
            other.arrive(0, memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), 0, false);
            other.assertSilent();
            own.after(0);
            assertThat(own.io.discard(1)).isEqualTo(1);
            assertThat(own.flows().size()).isEqualTo(1);
        }
    }

    @Test
    void jumboFragmentsReachTheOwnerWhole() {
        try (PathLab zero = worker(0, FlowMode.NAT, true);
                PathLab one = worker(1, FlowMode.NAT, true)) {
            zero.serverMtu = 9000;
            one.serverMtu = 9000;
            zero.apply();
            one.apply();
            int owner = Steering.ofClient(zero.client.high(), zero.client.low(), 0, 2);
            PathLab own = owner == 0 ? zero : one;
            PathLab other = owner == 0 ? one : zero;
            for (int i = 0; i < 40; i++) {
                Packet first = own.request(IpProtocol.UDP).payload(8808).fragment(i, 0, true);
                Packet later = own.request(IpProtocol.UDP).payload(8000).fragment(i, 8816, false);
                other.arrive(0, later);
                other.arrive(0, first);
                own.after(0);
                assertThat(own.sent(1)).hasSameSizeAs(first.frame());
                own.assertSent(1, own.atServer(later));
            }
            assertThat(other.drops(DropReason.HANDOVER_FULL)).isZero();
            own.assertSilent();
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void ringsAreBounded(boolean v6) {
        try (PathLab zero = worker(0, FlowMode.NAT, v6);
                PathLab one = worker(1, FlowMode.NAT, v6)) {
            int owner = Steering.ofClient(zero.client.high(), zero.client.low(), PathLab.CLIENT_PORT, 2);
            PathLab other = owner == 0 ? one : zero;
            for (int i = 0; i < 300; i++) {
                other.arrive(0, other.request(IpProtocol.TCP).payload(44).fragment(i, 0, true));
            }
            assertThat(other.drops(DropReason.HANDOVER_FULL)).isEqualTo(44);
        }
    }
}
