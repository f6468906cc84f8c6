package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static io.weir.core.wire.PacketShape.OUR_MAC;
import static io.weir.core.wire.PacketShape.PEER_MAC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** What is found where in well-formed frames. */
class PacketParserTest {
    private static final int CLIENT = IpAddress.of("192.0.2.1").v4Bits();
    private static final int VIP = IpAddress.of("198.51.100.7").v4Bits();
    private static final IpAddress CLIENT6 = IpAddress.of("2001:db8::1");
    private static final IpAddress VIP6 = IpAddress.of("2001:db8:0:1::7");

    private final MemorySegment memory = PacketShape.room();
    private final PacketBuilder builder = new PacketBuilder();
    private final ParsedPacket packet = new ParsedPacket();

    @Test
    void tcpBehindTwoTagsAndOptions() {
        int length = ethernet()
                .tag(EtherType.PROVIDER_VLAN, 0xe064)
                .vlan(200)
                .ipv4(CLIENT, VIP)
                .options(new byte[] {(byte) 148, 4, 0, 0})
                .hopLimit(9)
                .tcp(40_000, 443, TcpView.ACK | TcpView.FIN)
                .tcpOptions(new byte[] {1, 1, 1, 0})
                .payload(new byte[5])
                .build();
        parse(length);

        assertThat(packet.vlanTags()).isEqualTo(2);
        assertThat(packet.outerVlan()).isEqualTo(100);
        assertThat(packet.innerVlan()).isEqualTo(200);
        assertThat(packet.etherType()).isEqualTo(EtherType.IPV4);
        assertThat(packet.family()).isEqualTo(ParsedPacket.FAMILY_IPV4);
        assertThat(packet.networkOffset()).isEqualTo(22);
        assertThat(packet.transportOffset()).isEqualTo(22 + 24);
        assertThat(packet.transportLength()).isEqualTo(24 + 5);
        assertThat(packet.payloadOffset()).isEqualTo(22 + 24 + 24);
        assertThat(packet.payloadLength()).isEqualTo(5);
        assertThat(packet.networkEnd()).isEqualTo(length);
        assertThat(packet.hopLimit()).isEqualTo(9);
        assertThat(packet.sourcePort()).isEqualTo(40_000);
        assertThat(packet.destinationPort()).isEqualTo(443);
        assertThat(packet.tcpFlags()).isEqualTo(TcpView.ACK | TcpView.FIN);
        assertThat(packet.icmpKind()).isEqualTo(ParsedPacket.ICMP_NONE);
        assertThat(packet.innerOffset()).isEqualTo(ParsedPacket.ABSENT);
    }

    @Test
    void paddingIsNotPartOfThePacket() {
        int length = ethernet().ipv4(CLIENT, VIP).tcp(1, 2, TcpView.SYN).build();
        parse(60);

        assertThat(length).isEqualTo(54);
        assertThat(packet.length()).isEqualTo(60);
        assertThat(packet.networkEnd()).isEqualTo(54);
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void udpLengthBelowThePacketsCounts() {
        int length =
                ethernet().ipv4(CLIENT, VIP).udp(1, 2).payload(new byte[10]).build();
        Wire.putU16(memory, BASE + 34 + UdpView.DATAGRAM_LENGTH, 12);
        parse(length);

        assertThat(packet.transportLength()).isEqualTo(12);
        assertThat(packet.payloadLength()).isEqualTo(4);
    }

    @Test
    void superFrameIsOnePacket() {
        int length = ethernet()
                .ipv4(CLIENT, VIP)
                .tcp(1, 2, TcpView.ACK)
                .payload(new byte[65_535 - 40])
                .unfinishedChecksum()
                .build();
        parse(length);
        assertThat(packet.payloadLength()).isEqualTo(65_495);

        length = ethernet()
                .ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                .tcp(1, 2, TcpView.ACK)
                .payload(new byte[65_535 - 20])
                .unfinishedChecksum()
                .build();
        parse(length);
        assertThat(length).isEqualTo(14 + 40 + 65_535);
        assertThat(packet.payloadLength()).isEqualTo(65_515);
    }

    @Test
    void arpHasItsProtocolAddresses() {
        parse(ethernet().arp(ArpView.REQUEST, PEER_MAC, CLIENT, 0, VIP).build() + 18);

        assertThat(packet.family()).isEqualTo(ParsedPacket.FAMILY_ARP);
        assertThat((int) packet.sourceLow()).isEqualTo(CLIENT);
        assertThat((int) packet.destinationLow()).isEqualTo(VIP);
        assertThat(packet.networkEnd()).isEqualTo(14 + 28);
    }

    @Test
    void allExtensionHeadersAreWalked() {
        int length = ethernet()
                .ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                .extension(IpProtocol.HOP_BY_HOP, 8)
                .extension(IpProtocol.DESTINATION_OPTIONS, 16)
                .extension(IpProtocol.ROUTING, 24)
                .fragment(0x8000_0001, 0, false)
                .extension(IpProtocol.AUTHENTICATION, 24)
                .udp(5, 6)
                .build();
        parse(length);

        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.transportOffset()).isEqualTo(14 + 40 + 8 + 16 + 24 + 8 + 24);
        assertThat(packet.destinationPort()).isEqualTo(6);
        assertThat(packet.fragment()).as("an atomic fragment is whole").isEqualTo(ParsedPacket.FRAGMENT_NONE);
        assertThat(packet.identification()).isEqualTo(0x8000_0001);
    }

    @Test
    void laterIpv6FragmentIsDataEvenIfItLooksLikeAnExtension() {
        int length = ethernet()
                .ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                .extension(IpProtocol.HOP_BY_HOP, 8)
                .fragment(7, 8, false)
                .protocol(IpProtocol.DESTINATION_OPTIONS)
                .payload(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff})
                .build();
        parse(length);

        assertThat(packet.fragment()).isEqualTo(ParsedPacket.FRAGMENT_LATER);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
        assertThat(packet.transportOffset()).isEqualTo(14 + 40 + 8 + 8);
        assertThat(packet.sourcePort()).isZero();
    }

    @Test
    void firstFragmentHasPortsAndTheWholeDatagramsUdpLength() {
        int length = ethernet()
                .ipv4(CLIENT, VIP)
                .fragment(0xbeef, 0, true)
                .protocol(IpProtocol.UDP)
                .payload(new byte[] {0, 53, 0, 99, 0x0f, (byte) 0xa0, 0, 0})
                .build();
        parse(length);

        assertThat(packet.fragment()).isEqualTo(ParsedPacket.FRAGMENT_FIRST);
        assertThat(packet.identification()).isEqualTo(0xbeef);
        assertThat(packet.sourcePort()).isEqualTo(53);
        assertThat(packet.destinationPort()).isEqualTo(99);
        assertThat(packet.transportLength()).isEqualTo(8);
    }

    @Test
    void echoAndOtherMessages() {
        parse(ethernet()
                .ipv4(CLIENT, VIP)
                .icmp(IcmpView.ECHO_REPLY, 0, 0x8001_0002)
                .build());
        assertThat(packet.icmpKind()).isEqualTo(ParsedPacket.ICMP_ECHO_REPLY);
        assertThat(packet.icmpIdentifier()).isEqualTo(0x8001);
        assertThat(packet.sourcePort()).isZero();

        int redirect = 5;
        parse(ethernet().ipv4(CLIENT, VIP).icmp(redirect, 1, 0x8001_0002).build());
        assertThat(packet.icmpKind()).isEqualTo(ParsedPacket.ICMP_OTHER);
        assertThat(packet.icmpType()).isEqualTo(redirect);
        assertThat(packet.icmpCode()).isEqualTo(1);
        assertThat(packet.icmpIdentifier()).isZero();
    }

    @Test
    void errorShowsTheInnerTupleOfEightBytesOfTransport() {
        MemorySegment inner = NativeBytes.hex("""
                4500 05dc 0000 4000 3f 06 4de0 c6336407 c0000201
                01bb 9c40 01020304
                """);
        int length = ethernet()
                .ipv4(VIP, CLIENT)
                .icmp(IcmpView.DESTINATION_UNREACHABLE, IcmpView.FRAGMENTATION_NEEDED, 1400)
                .payload(inner, 0, 28)
                .build();
        parse(length);

        assertThat(packet.icmpKind()).isEqualTo(ParsedPacket.ICMP_ERROR);
        assertThat(packet.innerOffset()).isEqualTo(14 + 20 + 8);
        assertThat(packet.innerProtocol()).isEqualTo(IpProtocol.TCP);
        assertThat(packet.innerTransportOffset()).isEqualTo(14 + 20 + 8 + 20);
        assertThat(packet.innerTransportLength()).isEqualTo(8);
        assertThat((int) packet.innerSourceLow()).isEqualTo(VIP);
        assertThat((int) packet.innerDestinationLow()).isEqualTo(CLIENT);
        assertThat(packet.innerSourcePort()).isEqualTo(443);
        assertThat(packet.innerDestinationPort()).isEqualTo(40_000);

        parse(ethernet().ipv4(VIP, CLIENT).udp(1, 2).build());
        assertThat(packet.innerOffset()).as("forgotten by the next parse").isEqualTo(ParsedPacket.ABSENT);
        assertThat(packet.innerSourcePort()).isZero();
    }

    @Test
    void errorAboutAnEchoBehindExtensionHeaders() {
        MemorySegment memory6 = PacketShape.room();
        int inner = new PacketBuilder()
                .start(memory6, 0)
                .ethernet(OUR_MAC, PEER_MAC)
                .ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                .extension(IpProtocol.DESTINATION_OPTIONS, 8)
                .icmp(Icmpv6View.ECHO_REQUEST, 0, 0x0101_0001)
                .build();
        int length = ethernet()
                .ipv6(VIP6.high(), VIP6.low(), CLIENT6.high(), CLIENT6.low())
                .icmp(Icmpv6View.TIME_EXCEEDED, 0, 0)
                .payload(memory6, 14, inner - 14)
                .build();
        parse(length);

        assertThat(packet.innerProtocol()).isEqualTo(IpProtocol.ICMPV6);
        assertThat(packet.innerIcmpIdentifier()).isEqualTo(0x0101);
        assertThat(packet.innerSourceHigh()).isEqualTo(CLIENT6.high());
        assertThat(packet.innerDestinationLow()).isEqualTo(VIP6.low());
        assertThat(packet.innerTransportOffset()).isEqualTo(14 + 40 + 8 + 40 + 8);
    }

    @Test
    void quotedPacketEndsWhereExtensionsBegin() {
        MemorySegment inner = NativeBytes.untouched(200);
        MemorySegment.copy(
                NativeBytes.hex("4500 0200 0000 4000 3f 11 51b1 c6336407 c0000201 0035 9c40 01ec 0000"),
                0,
                inner,
                0,
                28);
        int length = ethernet()
                .ipv4(VIP, CLIENT)
                .icmp(IcmpView.TIME_EXCEEDED, 0, 32 << 16)
                .payload(inner, 0, 200)
                .build();
        parse(length);

        assertThat(packet.innerTransportLength()).isEqualTo(128 - 20);
    }

    private PacketBuilder ethernet() {
        return builder.start(memory, BASE).ethernet(OUR_MAC, PEER_MAC);
    }

    private void parse(int length) {
        int code = PacketParser.parse(memory, BASE, length, packet);
        assertThat(ParseCode.name(code)).isEqualTo("ok");
    }
}
