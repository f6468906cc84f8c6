package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors reach who sent what they are about, with that as it was sent: too big, unreachable, time exceeded. */
class IcmpErrorsTest {
    static Stream<Arguments> everyWay() {
        return ForwardingTest.everyWay();
    }

    static Stream<Arguments> translatedWays() {
        return ForwardingTest.translatedWays();
    }

    private record Message(int type, int code, int rest) {}

    private static Message[] messages(boolean v6) {
        return v6
                ? new Message[] {new Message(2, 0, 1400), new Message(1, 4, 0), new Message(3, 0, 0)}
                : new Message[] {new Message(3, 4, 1400), new Message(3, 3, 0), new Message(11, 0, 0)};
    }

    private static Packet error(IpAddress from, IpAddress to, Message message, Packet about) {
        return Packet.icmp(from, to, message.type(), message.code(), message.rest(), about.quoted());
    }

    private static PathLab open(int mode, boolean v6, int protocol) {
        PathLab lab = new PathLab(v6, mode, 1);
        lab.arrive(0, lab.request(protocol).flags(TcpView.SYN));
        lab.io.discard(1);
        return lab;
    }

    @ParameterizedTest
    @MethodSource("translatedWays")
    void theClientHearsOfItsRequests(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet request = lab.request(protocol).hops(60);
            IpAddress router = lab.address("10.9.9.9", "fd00:9::9");
            for (Message message : messages(v6)) {
                for (IpAddress by : new IpAddress[] {lab.server().address, router}) {
                    Packet atServer = lab.atServer(request);
                    lab.arrive(
                            1,
                            error(by, lab.seenSource(), message, atServer)
                                    .macs(PathLab.SERVER_MAC, PathLab.OUR_SERVER_SIDE_MAC));
                    IpAddress shown = by.equals(router) ? router : lab.vip;
                    lab.assertSent(
                            0,
                            error(shown, lab.client, message, request.hops(59))
                                    .macs(PathLab.OUR_MAC, PathLab.CLIENT_MAC)
                                    .hops(63));
                    lab.assertSilent();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void theServerHearsOfItsReplies(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            IpAddress router = lab.address("198.18.0.1", "2001:db8:77::1");
            Packet seen = Packet.of(protocol, lab.vip, PathLab.VIP_PORT, lab.client, PathLab.CLIENT_PORT);
            Packet sent = mode == FlowMode.DR
                    ? seen
                    : seen.ends(lab.server().address, lab.serverPort(), lab.seenSource(), lab.seenPort());
            IpAddress to = mode == FlowMode.DR ? lab.vip : lab.server().address;
            for (Message message : messages(v6)) {
                for (IpAddress by : new IpAddress[] {lab.client, router}) {
                    int hops = mode == FlowMode.DR ? 1 : 33;
                    lab.arrive(
                            0,
                            error(by, lab.vip, message, seen)
                                    .macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC)
                                    .hops(hops));
                    lab.assertSent(
                            1,
                            error(by, to, message, sent)
                                    .macs(PathLab.OUR_SERVER_SIDE_MAC, PathLab.SERVER_MAC)
                                    .hops(mode == FlowMode.DR ? 1 : 32));
                    lab.assertSilent();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void errorsAboutNothingAndMadeUpOnesAreDropped(int mode, boolean v6, int protocol) {
        try (PathLab lab = open(mode, v6, protocol)) {
            Packet seen = Packet.of(protocol, lab.vip, PathLab.VIP_PORT, lab.client, PathLab.CLIENT_PORT + 1);
            Packet aboutAnother = Packet.of(protocol, lab.client, PathLab.CLIENT_PORT, lab.vip, PathLab.VIP_PORT);
            for (Packet about : new Packet[] {seen, aboutAnother}) {
                lab.arrive(
                        0,
                        error(lab.client, lab.vip, messages(v6)[0], about).macs(PathLab.CLIENT_MAC, PathLab.OUR_MAC));
                lab.assertSilent();
            }
            assertThat(lab.drops(DropReason.ICMP_UNRELATED)).isEqualTo(2);
        }
    }
}
