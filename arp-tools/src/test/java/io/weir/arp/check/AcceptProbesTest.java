package io.weir.arp.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.check.AcceptProbes.Outcome;
import io.weir.arp.wire.FrameLinks;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptProbesTest {
    private static final MacAddress OTHER = Plans.mac("52:54:00:00:00:34");

    private final Sent sent = new Sent();
    private final AcceptProbes probes = new AcceptProbes(new Random(1), 0);

    /** Keeps what is sent. */
    private static final class Sent implements ProbeWire {
        private final List<byte[]> frames = new ArrayList<>();
        private int listened;

        @Override
        public void send(int interfaceIndex, byte[] frame) {
            frames.add(frame);
        }

        @Override
        public void receive(Duration timeout, FrameLinks.Receiver receiver) {
            listened++;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() {
        probes.add(Plans.VIP, Plans.WEB, Plans.SERVER);
        assertThat(probes.turn(sent, 0)).isFalse();
    }

    @Test
    void sendsAnOpeningToEachPortAndAnEchoRequestToTheServersEthernetAddress() {
        assertThat(sent.frames).hasSize(3).allSatisfy(frame -> {
            assertThat(Arrays.copyOf(frame, 6)).isEqualTo(Plans.SERVER.toBytes());
            assertThat(parse(frame).destinationLow()).isEqualTo(Plans.VIP.low());
            assertThat(parse(frame).sourceLow()).isEqualTo(Plans.OWN.low());
        });
        assertThat(sent.frames.subList(0, 2)).allSatisfy(frame -> {
            assertThat(parse(frame).tcpFlags()).isEqualTo(TcpView.SYN);
            assertThat(parse(frame).sourcePort()).isBetween(probes.firstPort(), probes.lastPort());
        });
    }

    @Test
    void anAcceptedConnectionIsResetAtOnce() {
        byte[] syn = syn(80);
        probes.received(sent, answer(syn, TcpView.SYN | TcpView.ACK, 1));

        assertThat(probes.seen(Plans.WEB).ports())
                .containsEntry(80, Outcome.ACCEPTED)
                .containsEntry(443, Outcome.SILENT);
        byte[] reset = sent.frames.getLast();
        assertThat(parse(reset).tcpFlags()).isEqualTo(TcpView.RST);
        assertThat(sequence(reset)).isEqualTo(sequence(syn) + 1);
        assertThat(parse(reset).sourcePort()).isEqualTo(parse(syn).sourcePort());
    }

    @Test
    void aResetIsARefusalAndNotAnsweredByAnother() {
        int before = sent.frames.size();
        probes.received(sent, answer(syn(443), TcpView.RST | TcpView.ACK, 1));

        assertThat(probes.seen(Plans.WEB).ports()).containsEntry(443, Outcome.REFUSED);
        assertThat(sent.frames).hasSize(before);
    }

    @Test
    void anAnswerThatAcknowledgesSomethingElseIsNone() {
        probes.received(sent, answer(syn(80), TcpView.SYN | TcpView.ACK, 2));

        assertThat(probes.seen(Plans.WEB).ports()).containsEntry(80, Outcome.SILENT);
    }

    @Test
    void icmpTellsARejectionFromAnAddressThatIsNotThere() {
        probes.received(sent, unreachable(syn(80), 13));
        probes.received(sent, unreachable(syn(443), 1));

        assertThat(probes.seen(Plans.WEB).ports())
                .containsEntry(80, Outcome.REJECTED)
                .containsEntry(443, Outcome.UNREACHABLE);
    }

    @Test
    void anEchoReplyShowsTheAddress() {
        probes.received(sent, echoReply());

        assertThat(probes.seen(Plans.WEB).echo()).isTrue();
    }

    @Test
    void asksThreeTimesAndEndsWithSilence() {
        long at = 0;
        for (int i = 0; i < 2; i++) {
            at = probes.nextAt();
            assertThat(probes.turn(sent, at)).isFalse();
        }

        assertThat(probes.turn(sent, probes.nextAt())).isTrue();
        assertThat(sent.frames).hasSize(9);
        assertThat(probes.seen(Plans.WEB).ports().values()).containsOnly(Outcome.SILENT);
    }

    @Test
    void endsAtOnceWhenAllIsKnown() {
        probes.received(sent, answer(syn(80), TcpView.SYN | TcpView.ACK, 1));
        probes.received(sent, answer(syn(443), TcpView.SYN | TcpView.ACK, 1));

        assertThat(probes.turn(sent, 1)).isTrue();
    }

    @Test
    void whatAnotherServerOfTheVipAcceptsIsPassedOnAndTheEchoIsAwaited() {
        probes.knows(Plans.VIP, Set.of(Plans.SERVER, OTHER));
        probes.received(sent, from(OTHER, answer(syn(80), TcpView.SYN | TcpView.ACK, 1)));
        probes.received(sent, from(OTHER, answer(syn(443), TcpView.RST | TcpView.ACK, 1)));

        assertThat(probes.seen(Plans.WEB).ports())
                .containsEntry(80, Outcome.PASSED_ON)
                .containsEntry(443, Outcome.SILENT);
        probes.received(sent, answer(syn(443), TcpView.SYN | TcpView.ACK, 1));
        assertThat(probes.turn(sent, 1)).isFalse();
        probes.received(sent, echoReply());
        assertThat(probes.turn(sent, 1)).isTrue();
    }

    @Test
    void anAddressThatIsNoOtherServersIsTheServersOwn() {
        probes.knows(Plans.VIP, Set.of(Plans.SERVER));
        probes.received(sent, from(OTHER, answer(syn(80), TcpView.SYN | TcpView.ACK, 1)));

        assertThat(probes.seen(Plans.WEB).ports()).containsEntry(80, Outcome.ACCEPTED);
    }

    @Test
    void anEchoRequestIsForwardedByNobody() {
        assertThat(parse(sent.frames.get(2)).hopLimit()).isEqualTo(1);
        assertThat(parse(syn(80)).hopLimit()).isGreaterThan(1);
    }

    @Test
    void answersAreTakenWhileManyAreAsked() {
        AcceptProbes many = new AcceptProbes(new Random(1), 0);
        for (int i = 0; i < 100; i++) {
            many.add(Plans.VIP, server(i), Plans.SERVER);
        }
        many.turn(sent, 0);

        assertThat(sent.frames).hasSize(3 + 300);
        assertThat(sent.listened).isEqualTo(300 / 64);
    }

    @Test
    void aRunHasAsManyServersAsItHasPorts() {
        AcceptProbes run = new AcceptProbes(new Random(1), 0);
        int added = 0;
        while (run.hasRoomFor(server(added))) {
            run.add(Plans.VIP, server(added++), Plans.SERVER);
        }

        assertThat(added).isEqualTo(AcceptProbes.MOST / 2);
        assertThat(run.lastPort()).isLessThan(65_536);
    }

    private static CheckPlan.Server server(int number) {
        return new CheckPlan.Server("web", "srv" + number, Plans.RIP, Plans.FROM, List.of(80, 443));
    }

    private static byte[] from(MacAddress station, byte[] frame) {
        System.arraycopy(station.toBytes(), 0, frame, 6, 6);
        return frame;
    }

    private byte[] syn(int port) {
        return sent.frames.stream()
                .filter(frame -> parse(frame).destinationPort() == port)
                .findFirst()
                .orElseThrow();
    }

    private static ParsedPacket parse(byte[] frame) {
        ParsedPacket packet = new ParsedPacket();
        assertThat(PacketParser.parse(MemorySegment.ofArray(frame), 0, frame.length, packet))
                .isEqualTo(ParseCode.OK);
        return packet;
    }

    private static int sequence(byte[] frame) {
        return (int) new TcpView()
                .wrap(MemorySegment.ofArray(frame), parse(frame).transportOffset())
                .sequenceNumber();
    }

    private interface Transport {
        PacketBuilder on(PacketBuilder builder);
    }

    private static byte[] fromVip(Transport transport) {
        byte[] frame = new byte[256];
        int length = transport
                .on(new PacketBuilder()
                        .start(MemorySegment.ofArray(frame), 0)
                        .ethernet(Plans.OURS.bits(), Plans.SERVER.bits())
                        .ipv4(Plans.VIP.v4Bits(), Plans.OWN.v4Bits()))
                .build();
        return Arrays.copyOf(frame, Math.max(60, length));
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // An answer goes the other way.
    private static byte[] answer(byte[] syn, int flags, int acknowledged) {
        ParsedPacket asked = parse(syn);
        return fromVip(builder -> builder.tcp(asked.destinationPort(), asked.sourcePort(), flags)
                .sequence(77)
                .acknowledgment(sequence(syn) + acknowledged));
    }

    private static byte[] unreachable(byte[] syn, int code) {
        return fromVip(builder -> builder.icmp(3, code, 0).payload(Arrays.copyOfRange(syn, 14, 14 + 44)));
    }

    private byte[] echoReply() {
        byte[] request = sent.frames.get(2);
        return fromVip(builder -> builder.icmp(0, 0, parse(request).icmpIdentifier() << 16 | 1));
    }
}
