package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.l4.flow.FlowMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frame in, frame out, byte for byte: what is expected is built anew, so every checksum is computed in full. */
class ForwardingTest {
    static Stream<Arguments> everyWay() {
        return IntStream.of(FlowMode.DR, FlowMode.NAT, FlowMode.SNAT)
                .boxed()
                .flatMap(mode -> Stream.of(false, true)
                        .flatMap(v6 -> Stream.of(IpProtocol.TCP, IpProtocol.UDP)
                                .map(protocol -> arguments(mode, v6, protocol))));
    }

    static Stream<Arguments> translatedWays() {
        return everyWay().filter(one -> !one.get()[0].equals(FlowMode.DR));
    }

    static Stream<Arguments> modesOfIpv4() {
        return modes().filter(each -> !(boolean) each.get()[1]);
    }

    static Stream<Arguments> modes() {
        return everyWay().filter(one -> one.get()[2].equals(IpProtocol.UDP));
    }

    private static Packet opening(PathLab lab, int protocol) {
        return lab.request(protocol).flags(TcpView.SYN);
    }

    private static PathLab open(int mode, boolean v6, int protocol) {
        PathLab lab = new PathLab(v6, mode, 1);
        Packet opening = opening(lab, protocol);
        lab.arrive(0, opening);
        lab.assertSent(1, lab.atServer(opening));
        return lab;
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void requestsReachTheServer(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet next = lab.request(protocol).payload(501);
            lab.arrive(0, next);
            lab.assertSent(1, lab.atServer(next));
            lab.assertSilent();
            assertThat(lab.server().load.active()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("translatedWays")
    void repliesReachTheClient(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet reply = lab.reply(protocol).payload(77).vlan(9);
            lab.arrive(1, reply);
            lab.assertSent(0, lab.atClient(reply));
            lab.assertSilent();
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void vlanTagsStay(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet tagged = lab.request(protocol).vlan(7);
            lab.arrive(0, tagged);
            lab.assertSent(1, lab.atServer(tagged));
        }
    }

    @ParameterizedTest
    @MethodSource("translatedWays")
    void repliesFollowTheClientToAnotherRouter(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            long other = 0x02cc_0000_0001L;
            lab.arrive(0, lab.request(protocol).macs(other, PathLab.OUR_MAC));
            lab.io.discard(1);
            Packet reply = lab.reply(protocol);
            lab.arrive(1, reply);
            lab.assertSent(0, lab.atClient(reply).macs(PathLab.OUR_MAC, other));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void unfinishedChecksumsStayUnfinished(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet packet = lab.request(protocol).withUnfinishedChecksum();
            lab.arrive(0, packet);
            MemoryPacketIo.Sent sent = Objects.requireNonNull(lab.io.takeWhole(1));
            assertThat(sent.checksumUnfinished()).isTrue();
            assertThat(sent.frame()).isEqualTo(lab.atServer(packet).frame());
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void aCopyThatWaitedHasAFinishedChecksum(int mode, boolean v6, int protocol) {
        try (PathLab lab = new PathLab(v6, mode, 1)) {
            lab.server().mac = 0;
            Packet opening = opening(lab, protocol).withUnfinishedChecksum();
            lab.arrive(0, opening);
            lab.assertSilent();
            lab.server().mac = PathLab.SERVER_MAC;
            lab.after(1);
            MemoryPacketIo.Sent sent = Objects.requireNonNull(lab.io.takeWhole(1));
            assertThat(sent.checksumUnfinished()).isFalse();
            assertThat(sent.frame()).isEqualTo(lab.atServer(opening).finished().frame());
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void theLastHopIsOnlyUsedUpByTranslation(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet last = lab.request(protocol).hops(1);
            lab.arrive(0, last);
            if (mode == FlowMode.DR) {
                lab.assertSent(1, lab.atServer(last));
                return;
            }
            IpAddress ours = lab.address("203.0.113.1", "2001:db8:9::1");
            lab.assertSent(
                    0,
                    Packet.icmp(ours, lab.client, v6 ? 3 : 11, 0, 0, last.quoted())
                            .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC));
            assertThat(lab.drops(DropReason.HOP_LIMIT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void whatTheNextLinkDoesNotTakeIsAnsweredWithItsMtu(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            lab.serverMtu = 1300;
            lab.apply();
            Packet large = lab.request(protocol).payload(1400);
            lab.arrive(0, large);
            byte[] answer = Objects.requireNonNull(lab.sent(0));
            assertThat(answer[14 + (v6 ? 40 : 20)]).isEqualTo((byte) (v6 ? 2 : 3));
            assertThat(lab.drops(DropReason.TOO_BIG)).isEqualTo(1);
            lab.assertSilent();
        }
    }

    @ParameterizedTest
    @MethodSource("modesOfIpv4")
    void whatTheNextLinkDoesNotTakeIsCutWhereTheSenderAllowsIt(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            lab.serverMtu = 600;
            lab.apply();
            Packet large = lab.request(protocol).payload(1400).fragment(9, 0, true);
            lab.arrive(0, large);
            byte[] whole = lab.atServer(large).frame();
            byte[] data = new byte[whole.length - 34];
            int end = 0;
            for (byte[] one = lab.io.take(1); one != null; one = lab.io.take(1)) {
                assertThat(one.length).isBetween(35, 614);
                assertThat(one).startsWith(Arrays.copyOf(whole, 16));
                System.arraycopy(one, 34, data, end, one.length - 34);
                end += one.length - 34;
            }
            assertThat(end).isEqualTo(data.length);
            assertThat(data).isEqualTo(Arrays.copyOfRange(whole, 34, whole.length));
            lab.assertSilent();
        }
    }

    @Test
    void aScanDoesNotEndPathMtuDiscovery() {
        try (PathLab lab = open(FlowMode.NAT, true, IpProtocol.TCP)) {
            lab.serverMtu = 1280;
            lab.apply();
            for (int i = 0; i < 150; i++) {
                lab.arrive(0, lab.request(IpProtocol.UDP).ends(lab.client, 9000 + i, lab.vip, 9999));
            }
            lab.io.discard(0);
            lab.arrive(0, lab.request(IpProtocol.TCP).payload(1400));
            assertThat(lab.io.discard(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void aSuperFrameIsAsLargeAsItsPackets(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet large = lab.request(protocol).payload(14_000).withUnfinishedChecksum();
            lab.arrive(0, large.frame(), 1400, true);
            MemoryPacketIo.Sent sent = Objects.requireNonNull(lab.io.takeWhole(1));
            assertThat(sent.segmentSize()).isEqualTo(1400);
            assertThat(sent.frame()).isEqualTo(lab.atServer(large).frame());
            assertThat(lab.server().load.packetsIn()).isEqualTo(11);
            lab.arrive(0, large.frame(), 1490, true);
            assertThat(lab.drops(DropReason.TOO_BIG)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void laterFragmentsFollowTheFirst(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet first = lab.request(protocol).payload(800).fragment(77, 0, true);
            Packet second = lab.request(protocol).payload(400).fragment(77, 808, false);
            lab.arrive(0, second);
            lab.assertSilent();
            lab.arrive(0, first);
            // The copy leaves at once, the frame with its batch.
            lab.assertSent(1, lab.atServer(second));
            assertThat(lab.io.take(1)).isNotNull();
            lab.arrive(0, second);
            lab.assertSent(1, lab.atServer(second));
            if (mode != FlowMode.DR) {
                Packet reply = lab.reply(protocol).payload(400).fragment(5, 808, false);
                lab.arrive(1, reply);
                lab.assertSilent();
                lab.arrive(1, lab.reply(protocol).payload(800).fragment(5, 0, true));
                lab.assertSent(0, lab.atClient(reply));
                assertThat(lab.io.take(0)).isNotNull();
            }
        }
    }

    @Test
    void fragmentsWaitForASecondAndAreFew() {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            for (int i = 0; i < 100; i++) {
                lab.arrive(0, lab.request(IpProtocol.UDP).fragment(i, 800, false));
            }
            lab.after(1);
            assertThat(lab.drops(DropReason.FRAGMENT_LOST)).isEqualTo(36);
            lab.after(16);
            assertThat(lab.drops(DropReason.FRAGMENT_LOST)).isEqualTo(100);
            assertThat(lab.flows().size()).isZero();
        }
    }
}
