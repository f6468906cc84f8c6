package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static io.weir.core.wire.PacketShape.OUR_MAC;
import static io.weir.core.wire.PacketShape.PEER_MAC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Frames against bytes and checksums worked out apart from this code, and back through the parser. */
class PacketBuilderTest {
    private static final int CLIENT = IpAddress.of("192.0.2.1").v4Bits();
    private static final int VIP = IpAddress.of("198.51.100.7").v4Bits();
    private static final IpAddress CLIENT6 = IpAddress.of("2001:db8::1");
    private static final IpAddress VIP6 = IpAddress.of("2001:db8:0:1::7");
    private static final byte[] MSS = {2, 4, 5, (byte) 0xb4};

    private final MemorySegment memory = PacketShape.room();
    private final PacketBuilder builder = new PacketBuilder();

    @Test
    void tcpSynOverIpv4() {
        int length = builder.start(memory, BASE)
                .ethernet(OUR_MAC, PEER_MAC)
                .ipv4(CLIENT, VIP)
                .tcp(40_000, 80, TcpView.SYN)
                .sequence(0x0102_0304)
                .window(64_240)
                .tcpOptions(MSS)
                .build();

        assertWritten(length, """
                02000000000102000000000a0800
                4500002c0000400040064e90c0000201c6336407
                9c40005001020304000000006002faf010630000020405b4
                """);
    }

    @Test
    void udpOverTaggedIpv6() {
        int length = builder.start(memory, BASE)
                .ethernet(OUR_MAC, PEER_MAC)
                .vlan(100)
                .ipv6(CLIENT6.high(), CLIENT6.low(), VIP6.high(), VIP6.low())
                .udp(40_000, 53)
                .payload("weir".getBytes(StandardCharsets.US_ASCII))
                .build();

        assertWritten(length, """
                02000000000102000000000a8100006486dd
                60000000000c114020010db800000000000000000000000120010db8000000010000000000000007
                9c400035000c270e77656972
                """);
    }

    @Test
    void echoRequestWithOddData() {
        int length = builder.start(memory, BASE)
                .ethernet(OUR_MAC, PEER_MAC)
                .ipv4(CLIENT, VIP)
                .icmp(IcmpView.ECHO_REQUEST, 0, 0x1234_0001)
                .payload("ping!".getBytes(StandardCharsets.US_ASCII))
                .build();

        assertWritten(length, """
                02000000000102000000000a0800
                450000210000400040014ea0c0000201c6336407
                0800e5f91234000170696e6721
                """);
    }

    @Test
    void packetTooBigQuotesThePacket() {
        MemorySegment inner = NativeBytes.hex("""
                60000000001806
                40
                20010db800000001000000000000000720010db8000000000000000000000001
                9c40005001020304000000006002faf0a1240000020405b4
                """);
        IpAddress router = IpAddress.of("2001:db8:ffff::1");

        int length = builder.start(memory, BASE)
                .ethernet(OUR_MAC, PEER_MAC)
                .ipv6(router.high(), router.low(), VIP6.high(), VIP6.low())
                .icmp(Icmpv6View.PACKET_TOO_BIG, 0, 1400)
                .payload(inner, 0, (int) inner.byteSize())
                .build();

        assertWritten(length, """
                02000000000102000000000a86dd
                6000000000483a4020010db8ffff0000000000000000000120010db8000000010000000000000007
                0200365000000578
                600000000018064020010db800000001000000000000000720010db8000000000000000000000001
                9c40005001020304000000006002faf0a1240000020405b4
                """);
    }

    @Test
    void arpRequest() {
        int length = builder.start(memory, BASE)
                .ethernet(0xffff_ffff_ffffL, OUR_MAC)
                .arp(ArpView.REQUEST, OUR_MAC, VIP, 0, CLIENT)
                .build();

        assertWritten(
                length, "ffffffffffff020000000001 0806 0001080006040001 020000000001c6336407 000000000000c0000201");
    }

    private void assertWritten(int length, String hex) {
        assertThat(HexFormat.of().formatHex(NativeBytes.toBytes(memory, BASE, length)))
                .isEqualTo(hex.replaceAll("\\s", ""));
        assertThat(memory.get(Wire.U8, BASE - 1)).isEqualTo(NativeBytes.UNTOUCHED);
        assertThat(memory.get(Wire.U8, BASE + length)).isEqualTo(NativeBytes.UNTOUCHED);
    }

    @Test
    void headersOutOfOrderAreRefused() {
        builder.start(memory, BASE);
        assertThatThrownBy(() -> builder.ipv4(1, 2)).hasMessage("a type belongs to an Ethernet header");
        assertThatThrownBy(() -> builder.udp(1, 2)).hasMessage("a transport header belongs to an IP header");
        builder.ethernet(1, 2);
        assertThatThrownBy(() -> builder.ethernet(1, 2)).hasMessage("the Ethernet header comes first");
        assertThatThrownBy(() -> builder.hopLimit(1)).hasMessage("a hop limit belongs to an IP header");
        builder.ipv4(1, 2);
        assertThatThrownBy(() -> builder.extension(IpProtocol.HOP_BY_HOP, 8))
                .hasMessage("extensions follow the IPv6 header");
        assertThatThrownBy(() -> builder.options(new byte[3])).hasMessageContaining("multiple of 4");
        builder.udp(1, 2);
        assertThatThrownBy(() -> builder.tcp(1, 2, 0)).hasMessage("a packet has one transport header");
        assertThatThrownBy(() -> builder.sequence(1)).hasMessage("this belongs to a TCP header");
        assertThatThrownBy(() -> builder.payload(new byte[65_510]).build())
                .hasMessage("a packet has at most 65535 bytes");
    }

    @Test
    void memoryThatEndsTooEarlyIsNeverOverrun() {
        MemorySegment small = NativeBytes.untouched(40);

        assertThatThrownBy(() -> builder.start(small, 0)
                        .ethernet(1, 2)
                        .ipv4(1, 2)
                        .udp(1, 2)
                        .build())
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Property(tries = 400)
    void whatIsBuiltIsParsedWithRightChecksums(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") PacketShape.Endpoints ends) {
        PacketShape.Frame frame = shape.finished().between(ends);
        ParsedPacket packet = frame.parsed();

        assertThat(packet.networkEnd()).isEqualTo(frame.length());
        assertThat(packet.vlanTags()).isEqualTo(shape.vlanTags());
        assertThat(packet.protocol()).isEqualTo(shape.protocol());
        assertThat(packet.payloadLength()).isEqualTo(shape.payloadLength());
        assertThat(packet.sourceLow()).isEqualTo(shape.v6() ? ends.sourceLow() : ends.sourceLow() & Wire.MASK_32);
        assertThat(packet.destinationHigh()).isEqualTo(shape.v6() ? ends.destinationHigh() : 0);
        boolean ports = shape.transport() != PacketShape.Transport.ECHO;
        assertThat(packet.sourcePort()).isEqualTo(ports ? ends.sourcePort() : 0);
        assertThat(packet.destinationPort()).isEqualTo(ports ? ends.destinationPort() : 0);
        assertThat(TransportChecksum.isValid(packet))
                .isEqualTo(!(shape.v6() && shape.transport() == PacketShape.Transport.UDP_WITHOUT_CHECKSUM));
        if (shape.transport() != PacketShape.Transport.UDP_WITHOUT_CHECKSUM) {
            assertThat(referenceChecksum(packet)).isZero();
        }
    }

    /** Over pseudo header and message as they stand, computed byte by byte: 0 if right. */
    private static int referenceChecksum(ParsedPacket packet) {
        boolean v6 = packet.family() == ParsedPacket.FAMILY_IPV6;
        long addressField = packet.base() + packet.networkOffset() + (v6 ? 8 : 12);
        byte[] addresses = packet.protocol() == IpProtocol.ICMP
                ? new byte[0]
                : NativeBytes.toBytes(packet.segment(), addressField, v6 ? 32 : 8);
        int length = packet.transportLength();
        byte[] rest = packet.protocol() == IpProtocol.ICMP
                ? new byte[0]
                : new byte[] {0, (byte) packet.protocol(), (byte) (length >>> 8), (byte) length};
        byte[] message = NativeBytes.toBytes(packet.segment(), packet.base() + packet.transportOffset(), length);
        return ReferenceChecksum.of(addresses, rest, message);
    }

    @Property(tries = 200)
    void unfinishedChecksumIsFinishedToTheSameBytes(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") PacketShape.Endpoints ends) {
        PacketShape.Frame unfinished = shape.between(ends);
        ParsedPacket packet = unfinished.parsed();
        packet.checksumUnfinished(
                shape.unfinished() && shape.transport() != PacketShape.Transport.UDP_WITHOUT_CHECKSUM);
        TransportChecksum.finish(packet);

        assertThat(packet.checksumUnfinished()).isFalse();
        assertThat(unfinished.bytes()).isEqualTo(shape.finished().between(ends).bytes());
    }

    @Test
    void fragmentsOfBothFamiliesAreRecognized() {
        for (boolean v6 : new boolean[] {false, true}) {
            PacketShape shape = new PacketShape(v6, PacketShape.Transport.UDP, 1, 1, 0, false, 5);
            PacketShape.Endpoints ends = new PacketShape.Endpoints(1, 2, 3, 4, 5, 6);
            int length = shape.network(builder.start(memory, BASE), ends, new Random(5))
                    .fragment(0xabcd, 1400, true)
                    .protocol(IpProtocol.UDP)
                    .payload(new byte[64])
                    .build();
            ParsedPacket packet = PacketShape.Frame.built(memory, length).parsed();

            assertThat(packet.fragment()).isEqualTo(ParsedPacket.FRAGMENT_LATER);
            assertThat(packet.fragmentOffset()).isEqualTo(1400);
            assertThat(packet.identification()).isEqualTo(0xabcd);
            assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
            assertThat(packet.payloadLength()).isEqualTo(64);
        }
    }

    @Provide
    Arbitrary<PacketShape> shapes() {
        return PacketShape.any();
    }

    @Provide
    Arbitrary<PacketShape.Endpoints> ends() {
        return PacketShape.Endpoints.any();
    }
}
