package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static io.weir.core.wire.PacketShape.OUR_MAC;
import static io.weir.core.wire.PacketShape.PEER_MAC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import io.weir.core.wire.PacketShape.Transport;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress VIP = IpAddress.of("198.51.100.7");
    private static final IpAddress CLIENT6 = IpAddress.of("2001:db8::1");
    private static final IpAddress VIP6 = IpAddress.of("2001:db8:0:1::7");
    private static final IpAddress ROUTER6 = IpAddress.of("2001:db8:ffff::1");
    private static final IpAddress ROUTER = IpAddress.of("203.0.113.1");

    private final Answers answers = new Answers();
    private final MemorySegment memory = PacketShape.room();
    private final MemorySegment out = NativeBytes.untouched(BASE + Answers.MAXIMUM_LENGTH);
    private final PacketBuilder builder = new PacketBuilder();
    private final ParsedPacket received = new ParsedPacket();
    private final ParsedPacket answer = new ParsedPacket();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void synIsResetWithItsNumberAcknowledged(boolean v6) {
        receive(ip(v6).tcp(40_000, 80, TcpView.SYN).sequence(0xffff_ffff));

        answered(answers.tcpReset(received, out, BASE), v6);

        TcpView tcp = new TcpView().wrap(out, BASE + answer.transportOffset());
        assertThat(tcp.flags()).isEqualTo(TcpView.RST | TcpView.ACK);
        assertThat(tcp.sequenceNumber()).isZero();
        assertThat(tcp.acknowledgmentNumber()).isZero();
        assertThat(tcp.sourcePort()).isEqualTo(80);
        assertThat(tcp.destinationPort()).isEqualTo(40_000);
        assertThat(tcp.window()).isZero();
    }

    @Test
    void resetCountsDataAndFin() {
        receive(ip(false).tcp(1, 2, TcpView.SYN | TcpView.PSH).sequence(100).payload(new byte[10]));
        answered(answers.tcpReset(received, out, BASE), false);
        assertThat(new TcpView().wrap(out, BASE + answer.transportOffset()).acknowledgmentNumber())
                .isEqualTo(111);
    }

    @Test
    void acknowledgingSegmentIsResetAtItsAcknowledgment() {
        receive(ip(false).tcp(1, 2, TcpView.ACK | TcpView.FIN).sequence(100).acknowledgment(0x8000_0001));

        answered(answers.tcpReset(received, out, BASE), false);

        TcpView tcp = new TcpView().wrap(out, BASE + answer.transportOffset());
        assertThat(tcp.flags()).isEqualTo(TcpView.RST);
        assertThat(tcp.sequenceNumber()).isEqualTo(0x8000_0001L);
        assertThat(tcp.acknowledgmentNumber()).isZero();
    }

    @Test
    void resetsAndOtherProtocolsAreNotReset() {
        receive(ip(false).tcp(1, 2, TcpView.RST));
        assertThat(answers.tcpReset(received, out, BASE)).isZero();
        receive(ip(false).udp(1, 2));
        assertThat(answers.tcpReset(received, out, BASE)).isZero();
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void portUnreachableComesFromTheVipAndQuotesAsMuchAsAllowed(boolean v6) {
        receive(ip(v6).udp(40_000, 53).payload(new byte[1400]));

        int length = answers.portUnreachable(received, out, BASE);
        answered(length, v6);

        assertThat(length - answer.networkOffset()).isEqualTo(v6 ? 1280 : 576);
        assertThat(answer.icmpKind()).isEqualTo(ParsedPacket.ICMP_ERROR);
        assertThat(answer.icmpType()).isEqualTo(v6 ? 1 : 3);
        assertThat(answer.icmpCode()).isEqualTo(v6 ? 4 : 3);
        assertThat(answer.innerSourceLow()).isEqualTo(received.sourceLow());
        assertThat(answer.innerDestinationPort()).isEqualTo(53);
        assertThat(NativeBytes.toBytes(out, BASE + answer.innerOffset(), 100))
                .isEqualTo(NativeBytes.toBytes(memory, BASE + received.networkOffset(), 100));
    }

    @Test
    void shortPacketIsQuotedWithoutItsPadding() {
        receive(ip(false).udp(40_000, 53));
        received.length += 18;

        assertThat(answers.portUnreachable(received, out, BASE)).isEqualTo(14 + 4 + 20 + 8 + 28);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timeExceededComesFromUs(boolean v6) {
        IpAddress us = v6 ? ROUTER6 : ROUTER;
        receive(ip(v6).hopLimit(1).udp(40_000, 33_434));

        int length = answers.timeExceeded(received, us.high(), us.low(), out, BASE);

        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(answer.icmpType()).isEqualTo(v6 ? 3 : 11);
        assertThat(answer.sourceHigh()).isEqualTo(us.high());
        assertThat(answer.sourceLow()).isEqualTo(us.low());
        assertThat(answer.destinationLow()).isEqualTo(received.sourceLow());
        assertThat(answer.hopLimit()).isEqualTo(64);
        assertThat(TransportChecksum.isValid(answer)).isTrue();
    }

    @Test
    void tooBigSaysWhatWouldPass() {
        receive(ip(false).tcp(1, 2, TcpView.ACK).payload(new byte[1400]));
        int length = answers.tooBig(received, 1280, ROUTER.high(), ROUTER.low(), out, BASE);
        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(new IcmpView().wrap(out, BASE + answer.transportOffset()).nextHopMtu())
                .isEqualTo(1280);
        assertThat(answer.icmpCode()).isEqualTo(IcmpView.FRAGMENTATION_NEEDED);

        receive(ip(true).tcp(1, 2, TcpView.ACK).payload(new byte[1400]));
        length = answers.tooBig(received, 1280, ROUTER6.high(), ROUTER6.low(), out, BASE);
        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(new Icmpv6View().wrap(out, BASE + answer.transportOffset()).mtu())
                .isEqualTo(1280);
        assertThat(answer.icmpType()).isEqualTo(Icmpv6View.PACKET_TOO_BIG);
    }

    @Test
    void packetThatMayBeFragmentedIsNotTooBig() {
        receive(ip(false).fragment(1, 0, false).udp(1, 2));

        assertThat(answers.tooBig(received, 1280, ROUTER.high(), ROUTER.low(), out, BASE))
                .isZero();
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void echoReplyIsTheRequestTurnedRound(boolean v6) {
        Endpoints ends = new Endpoints(CLIENT6.high(), CLIENT.low(), 0, VIP6.high(), VIP.low(), 0);
        PacketShape shape = new PacketShape(v6, Transport.ECHO, 1, 2, 57, false, 3);
        Frame frame = shape.between(ends);
        byte[] request = frame.bytes();
        ParsedPacket packet = frame.parsed();

        assertThat(answers.echoReply(packet)).isEqualTo(request.length);

        ParsedPacket reply = frame.parsed();
        assertThat(reply.icmpKind()).isEqualTo(ParsedPacket.ICMP_ECHO_REPLY);
        assertThat(reply.icmpIdentifier()).isEqualTo(packet.icmpIdentifier());
        assertThat(reply.sourceLow()).isEqualTo(VIP.low());
        assertThat(reply.destinationLow()).isEqualTo(CLIENT.low());
        assertThat(reply.hopLimit()).isEqualTo(64);
        assertThat(TransportChecksum.isValid(reply)).isTrue();
        assertThat(new EthernetView().wrap(frame.segment(), BASE).destinationAddress())
                .isEqualTo(PEER_MAC);
        assertThat(new EthernetView().wrap(frame.segment(), BASE).sourceAddress())
                .isEqualTo(OUR_MAC);
        assertThat(frame.bytes()).endsWith(Arrays.copyOfRange(request, packet.payloadOffset(), request.length));
    }

    @Test
    void unfinishedEchoReplyStaysUnfinished() {
        PacketShape shape = new PacketShape(true, Transport.ECHO, 0, 0, 57, true, 3);
        Frame frame = shape.between(new Endpoints(CLIENT6.high(), 1, 0, VIP6.high(), 7, 0));
        ParsedPacket packet = frame.parsed();
        packet.checksumUnfinished(true);

        answers.echoReply(packet);
        TransportChecksum.finish(packet);

        assertThat(TransportChecksum.isValid(frame.parsed())).isTrue();
    }

    @Test
    void onlyWholeEchoRequestsAreReplied() {
        receive(ip(false).icmp(IcmpView.ECHO_REPLY, 0, 1));
        assertThat(answers.echoReply(received)).isZero();
        receive(ip(false).fragment(1, 0, true).icmp(IcmpView.ECHO_REQUEST, 0, 1));
        assertThat(answers.echoReply(received)).isZero();
    }

    @Test
    void errorsBroadcastsAndUnknownSendersAreNotAnswered() {
        IpAddress any = IpAddress.of("0.0.0.0");
        assertSilent(builder.start(memory, BASE)
                .ethernet(0xffff_ffff_ffffL, PEER_MAC)
                .ipv4(CLIENT.v4Bits(), VIP.v4Bits())
                .udp(1, 2));
        assertSilent(builder.start(memory, BASE)
                .ethernet(OUR_MAC, 0x0300_0000_0001L)
                .ipv4(CLIENT.v4Bits(), VIP.v4Bits())
                .udp(1, 2));
        assertSilent(ethernet().ipv4(any.v4Bits(), VIP.v4Bits()).udp(1, 2));
        assertSilent(ethernet()
                .ipv4(IpAddress.of("127.0.0.1").v4Bits(), VIP.v4Bits())
                .udp(1, 2));
        assertSilent(ethernet()
                .ipv4(IpAddress.of("224.0.0.1").v4Bits(), VIP.v4Bits())
                .udp(1, 2));
        assertSilent(ethernet()
                .ipv4(IpAddress.of("255.255.255.255").v4Bits(), VIP.v4Bits())
                .udp(1, 2));
        assertSilent(ethernet()
                .ipv4(CLIENT.v4Bits(), IpAddress.of("239.1.1.1").v4Bits())
                .udp(1, 2));
        assertSilent(ethernet().ipv6(0, 0, VIP6.high(), VIP6.low()).udp(1, 2));
        assertSilent(ethernet().ipv6(0, 1, VIP6.high(), VIP6.low()).udp(1, 2));
        assertSilent(
                ethernet().ipv6(CLIENT6.high(), CLIENT6.low(), 0xff02L << 48, 1).udp(1, 2));
        assertSilent(ip(false).fragment(1, 64, true).protocol(IpProtocol.UDP).payload(new byte[8]));
        int redirect = 5;
        assertSilent(ip(false).icmp(redirect, 0, 0));
        receive(ip(false).udp(1, 2));
        int error = answers.portUnreachable(received, out, BASE);
        MemorySegment second = NativeBytes.untouched(BASE + Answers.MAXIMUM_LENGTH);
        assertThat(PacketParser.parse(out, BASE, error, received)).isEqualTo(ParseCode.OK);
        assertThat(answers.portUnreachable(received, second, BASE)).isZero();
    }

    private void assertSilent(PacketBuilder frame) {
        receive(frame);
        assertThat(answers.portUnreachable(received, out, BASE)).isZero();
        assertUntouched();
    }

    @Test
    void arpRequestIsAnsweredToItsSender() {
        receive(builder.start(memory, BASE)
                .ethernet(MacAddress.BROADCAST.bits(), PEER_MAC)
                .vlan(7)
                .arp(ArpView.REQUEST, PEER_MAC, CLIENT.v4Bits(), 0, VIP.v4Bits()));

        int length = answers.arpReply(received, OUR_MAC, out, BASE);

        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(answer.outerVlan()).isEqualTo(7);
        assertThat(new EthernetView().wrap(out, BASE).destinationAddress()).isEqualTo(PEER_MAC);
        ArpView arp = new ArpView().wrap(out, BASE + answer.networkOffset());
        assertThat(arp.describe(new StringBuilder())).hasToString("arp reply 198.51.100.7 is-at 02:00:00:00:00:01");
        assertThat(arp.targetHardwareAddress()).isEqualTo(PEER_MAC);
        assertThat(arp.targetProtocolAddress()).isEqualTo(CLIENT.v4Bits());

        assertThat(PacketParser.parse(out, BASE, length, received)).isEqualTo(ParseCode.OK);
        assertThat(answers.arpReply(received, OUR_MAC, memory, BASE))
                .as("a reply")
                .isZero();
    }

    @Test
    void arpRequestFromAGroupAddressIsNotAnswered() {
        receive(builder.start(memory, BASE)
                .ethernet(MacAddress.BROADCAST.bits(), PEER_MAC)
                .arp(ArpView.REQUEST, MacAddress.BROADCAST.bits(), CLIENT.v4Bits(), 0, VIP.v4Bits()));

        assertThat(answers.arpReply(received, OUR_MAC, out, BASE)).isZero();
    }

    @Test
    void neighborSolicitationIsAnswered() {
        receive(solicitation(CLIENT6).hopLimit(255));

        int length = answers.neighborAdvertisement(received, OUR_MAC, out, BASE);

        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(answer.hopLimit()).isEqualTo(255);
        assertThat(IpAddress.v6(answer.sourceHigh(), answer.sourceLow())).isEqualTo(VIP6);
        assertThat(IpAddress.v6(answer.destinationHigh(), answer.destinationLow()))
                .isEqualTo(CLIENT6);
        assertThat(TransportChecksum.isValid(answer)).isTrue();
        assertThat(NativeBytes.toBytes(out, BASE + answer.transportOffset() + 4, 4))
                .as("solicited, override")
                .containsExactly(0x60, 0, 0, 0);
        assertThat(NativeBytes.toBytes(out, BASE + answer.transportOffset() + 24, 8))
                .containsExactly(2, 1, 2, 0, 0, 0, 0, 1);
        assertThat(new Icmpv6View().wrap(out, BASE + answer.transportOffset()).targetLow())
                .isEqualTo(VIP6.low());
    }

    @Test
    void duplicateAddressDetectionIsAnsweredToAllNodes() {
        receive(solicitation(IpAddress.of("::")).hopLimit(255));

        int length = answers.neighborAdvertisement(received, OUR_MAC, out, BASE);

        assertThat(PacketParser.parse(out, BASE, length, answer)).isEqualTo(ParseCode.OK);
        assertThat(IpAddress.v6(answer.destinationHigh(), answer.destinationLow()))
                .isEqualTo(IpAddress.of("ff02::1"));
        assertThat(new MacAddress(new EthernetView().wrap(out, BASE).destinationAddress()))
                .hasToString("33:33:00:00:00:01");
        assertThat(NativeBytes.toBytes(out, BASE + answer.transportOffset() + 4, 1))
                .containsExactly(0x20);
    }

    @Test
    void invalidSolicitationsAreNotAnswered() {
        receive(solicitation(CLIENT6).hopLimit(254));
        assertThat(answers.neighborAdvertisement(received, OUR_MAC, out, BASE)).isZero();

        int length = solicitation(CLIENT6).hopLimit(255).build();
        Wire.putU8(memory, BASE + length - 1, 0x55);
        assertThat(PacketParser.parse(memory, BASE, length, received)).isEqualTo(ParseCode.OK);
        assertThat(answers.neighborAdvertisement(received, OUR_MAC, out, BASE))
                .as("wrong checksum")
                .isZero();
        assertUntouched();
    }

    private PacketBuilder solicitation(IpAddress from) {
        return builder.start(memory, BASE)
                .ethernet(0x3333_ff00_0007L, PEER_MAC)
                .ipv6(from.high(), from.low(), 0xff02L << 48, 0x1_ff00_0007L)
                .icmp(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0)
                .payload64(VIP6.high())
                .payload64(VIP6.low());
    }

    private PacketBuilder ethernet() {
        return builder.start(memory, BASE).ethernet(OUR_MAC, PEER_MAC).vlan(100);
    }

    private PacketBuilder ip(boolean v6) {
        return v6
                ? ethernet().ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                : ethernet().ipv4(CLIENT.v4Bits(), VIP.v4Bits());
    }

    private void receive(PacketBuilder frame) {
        int length = frame.build();
        assertThat(ParseCode.name(PacketParser.parse(memory, BASE, length, received)))
                .isEqualTo("ok");
    }

    /** The answer goes from the VIP to the client, by the way the frame came, with right checksums. */
    private void answered(int length, boolean v6) {
        assertThat(ParseCode.name(PacketParser.parse(out, BASE, length, answer)))
                .isEqualTo("ok");
        assertThat(answer.outerVlan()).isEqualTo(100);
        EthernetView ethernet = new EthernetView().wrap(out, BASE);
        assertThat(ethernet.destinationAddress()).isEqualTo(PEER_MAC);
        assertThat(ethernet.sourceAddress()).isEqualTo(OUR_MAC);
        assertThat(new IpAddress(answer.sourceHigh(), answer.sourceLow(), v6)).isEqualTo(v6 ? VIP6 : VIP);
        assertThat(new IpAddress(answer.destinationHigh(), answer.destinationLow(), v6))
                .isEqualTo(v6 ? CLIENT6 : CLIENT);
        assertThat(TransportChecksum.isValid(answer)).isTrue();
    }

    private void assertUntouched() {
        for (long at = 0; at < out.byteSize(); at++) {
            assertThat(out.get(Wire.U8, at)).isEqualTo(NativeBytes.UNTOUCHED);
        }
    }
}
