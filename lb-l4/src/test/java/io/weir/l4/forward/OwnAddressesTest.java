package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.PacketBuilder;
import io.weir.l4.flow.FlowMode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaks for VIPs on their own link only. */
class OwnAddressesTest {
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private static byte[] arp(long to, int operation, long from, int sender, long target, int wanted) {
        MemorySegment memory = PathLab.memory(64);
        int length = new PacketBuilder()
                .start(memory, 0)
                .ethernet(to, from)
                .arp(operation, from, sender, target, wanted)
                .build();
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void arpForAVipIsAnsweredOnItsLink() {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            int vip = (int) lab.vip.low();
            int client = (int) lab.client.low();
            byte[] request = arp(BROADCAST, 1, PathLab.CLIENT_MAC, client, 0, vip);
            lab.arrive(1, request, 0, false);
            lab.assertSilent();
            lab.arrive(0, request, 0, false);
            assertThat(lab.sent(0))
                    .isEqualTo(arp(PathLab.CLIENT_MAC, 2, PathLab.OUR_MAC, vip, PathLab.CLIENT_MAC, client));
            lab.arrive(0, arp(BROADCAST, 1, PathLab.CLIENT_MAC, vip, 0, vip), 0, false);
            lab.arrive(0, arp(BROADCAST, 1, PathLab.CLIENT_MAC, client, 0, vip + 1), 0, false);
            lab.assertSilent();
            assertThat(lab.pipeline.counters().passes()).isEqualTo(4);
        }
    }

    @Test
    void aSolicitationForAVipIsAnsweredOnItsLink() {
        try (PathLab lab = new PathLab(true, FlowMode.NAT, 1)) {
            byte[] target = lab.vip.toBytes();
            byte[] asked = java.util.Arrays.copyOf(target, 24);
            asked[16] = 1;
            asked[17] = 1;
            Packet question = Packet.icmp(lab.client, IpAddress.of("ff02::1:ff00:10"), 135, 0, 0, asked)
                    .macs(PathLab.CLIENT_MAC, 0x3333_ff00_0010L)
                    .hops(255);
            lab.arrive(1, question);
            lab.assertSilent();
            lab.arrive(0, question);
            byte[] told = java.util.Arrays.copyOf(target, 24);
            told[16] = 2;
            told[17] = 1;
            told[18] = 2;
            told[23] = 1;
            lab.assertSent(
                    0,
                    Packet.icmp(lab.vip, lab.client, 136, 0, 0x6000_0000, told)
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                            .hops(255));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void echoesAreAnswered(boolean v6) {
        try (PathLab lab = new PathLab(v6, FlowMode.DR, 1)) {
            byte[] data = {1, 2, 3, 4, 5, 6, 7};
            Packet request = Packet.icmp(lab.client, lab.vip, v6 ? 128 : 8, 0, 0x1234_0001, data)
                    .macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC)
                    .vlan(3)
                    .hops(9);
            lab.arrive(0, request);
            lab.assertSent(
                    0,
                    Packet.icmp(lab.vip, lab.client, v6 ? 129 : 0, 0, 0x1234_0001, data)
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                            .vlan(3)
                            .hops(64));
            assertThat(lab.pipeline.counters().answers()).isEqualTo(1);
        }
    }
}
