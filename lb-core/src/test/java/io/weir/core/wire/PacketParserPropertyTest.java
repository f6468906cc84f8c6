package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever the bytes: no exception, one code, nothing outside. Memory ends with the frame, so that reading one byte too
 * many throws.
 */
class PacketParserPropertyTest {
    private final ParsedPacket packet = new ParsedPacket();

    @Property(tries = 2000)
    void anyBytesGetOneCode(@ForAll("noise") byte[] bytes) {
        parseAndTouch(Frame.of(bytes));
    }

    @Property(tries = 2000)
    void damagedPacketsGetOneCode(
            @ForAll("shapes") PacketShape shape,
            @ForAll("ends") Endpoints ends,
            @ForAll @IntRange(min = 1, max = 6) int damages,
            @ForAll long seed) {
        Frame frame = damage(shape.between(ends), damages, new Random(seed));

        parseAndTouch(frame);
    }

    @Property(tries = 1000)
    void damagedErrorsGetOneCode(
            @ForAll("shapes") PacketShape shape,
            @ForAll("ends") Endpoints ends,
            @ForAll @IntRange(min = 1, max = 6) int damages,
            @ForAll @IntRange(max = 200) int quoted,
            @ForAll long seed) {
        Frame frame = damage(IcmpErrors.about(shape.between(ends), quoted, ends), damages, new Random(seed));

        parseAndTouch(frame);
    }

    @Property(tries = 100)
    void cutPacketsAreMalformedAtEveryLength(@ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints ends) {
        byte[] whole = shape.between(ends).bytes();
        for (int length = 0; length < whole.length; length++) {
            Frame cut = Frame.of(Arrays.copyOf(whole, length));
            int code = parseAndTouch(cut);

            assertThat(ParseCode.isMalformed(code))
                    .as(ParseCode.name(code) + " at " + length)
                    .isTrue();
        }
    }

    /** As above, but the IP length agrees with the cut, so that the headers behind it have to be looked at. */
    @Property(tries = 60)
    void packetsCutInAgreementWithTheirIpLengthStayInside(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints ends, @ForAll boolean quoted) {
        Frame packet = shape.between(ends);
        Frame frame = quoted ? IcmpErrors.about(packet, 600, ends) : packet;
        byte[] whole = frame.bytes();
        ParsedPacket parsed = frame.parsed();
        int ip = parsed.networkOffset();
        boolean v6 = shape.v6();
        for (int length = v6 ? ip + 40 : parsed.transportOffset(); length < whole.length; length++) {
            Frame cut = Frame.of(Arrays.copyOf(whole, length));
            if (v6) {
                Wire.putU16(cut.segment(), BASE + ip + Ipv6View.PAYLOAD_LENGTH, length - ip - 40);
            } else {
                setTotalLength(cut.segment(), BASE + ip, length - ip);
            }
            int code = parseAndTouch(cut);

            boolean headerCut = length < parsed.payloadOffset();
            assertThat(code == ParseCode.OK && headerCut)
                    .as(ParseCode.name(code) + " at " + length)
                    .isFalse();
        }
    }

    private static void setTotalLength(MemorySegment segment, long ip, int length) {
        int checksum = InternetChecksum.update16(
                Wire.u16(segment, ip + Ipv4View.HEADER_CHECKSUM),
                Wire.u16(segment, ip + Ipv4View.TOTAL_LENGTH),
                length);
        Wire.putU16(segment, ip + Ipv4View.TOTAL_LENGTH, length);
        Wire.putU16(segment, ip + Ipv4View.HEADER_CHECKSUM, checksum);
    }

    @Property(tries = 100)
    void errorsAreUnderstoodFromEightBytesOfInnerTransport(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints ends) {
        Frame inner = shape.between(ends);
        ParsedPacket parsed = inner.parsed();
        int header = parsed.transportOffset() - parsed.networkOffset();
        int whole = parsed.networkEnd() - parsed.networkOffset();
        for (int quoted = 0; quoted <= Math.min(whole, header + 24); quoted++) {
            int code = parseAndTouch(IcmpErrors.about(inner, quoted, ends));

            assertThat(ParseCode.name(code)).isEqualTo(quoted < header + 8 ? "icmp-inner-truncated" : "ok");
        }
    }

    /** Flips bytes, mostly in the headers, and makes most IPv4 headers pass their checksum again. */
    private static Frame damage(Frame frame, int damages, Random random) {
        for (int i = 0; i < damages; i++) {
            int at = random.nextInt(Math.min(frame.length(), 12 + random.nextInt(120)));
            Wire.putU8(frame.segment(), BASE + at, random.nextInt(256));
        }
        MemorySegment segment = frame.segment();
        for (int ip = 14; ip <= 22; ip += 4) {
            boolean v4 = frame.length() >= ip + 60 && Wire.u16(segment, BASE + ip - 2) == EtherType.IPV4;
            if (v4 && random.nextInt(8) != 0) {
                Wire.putU16(segment, BASE + ip + Ipv4View.HEADER_CHECKSUM, 0);
                int headerLength = (Wire.u8(segment, BASE + ip) & 0xf) << 2;
                int checksum = InternetChecksum.checksum(segment, BASE + ip, headerLength);
                Wire.putU16(segment, BASE + ip + Ipv4View.HEADER_CHECKSUM, checksum);
            }
        }
        return frame;
    }

    /** Parses; checks that all offsets are inside; and uses them, on memory that ends with the frame. */
    private int parseAndTouch(Frame frame) {
        int code = PacketParser.parse(frame.segment(), BASE, frame.length(), packet);
        assertThat(code).isBetween(0, ParseCode.COUNT - 1);
        if (code != ParseCode.OK) {
            return code;
        }
        assertOffsetsInside(frame.length());
        if (packet.family() != ParsedPacket.FAMILY_ARP) {
            TransportChecksum.isValid(packet);
            Rewrite.macs(packet, 1, 2);
            Rewrite.decrementHopLimit(packet);
            RewriteInner.endpoints(packet, 1, 2, 3, 4, 5, 6);
            Rewrite.endpoints(packet, 1, 2, 3, 4, 5, 6);
            assertThat(frame.segment().get(Wire.U8, BASE - 1)).isEqualTo(NativeBytes.UNTOUCHED);
        }
        return code;
    }

    private void assertOffsetsInside(int length) {
        assertThat(packet.networkOffset()).isBetween(EthernetView.LENGTH, length);
        assertThat(packet.networkEnd()).isBetween(packet.networkOffset(), length);
        if (packet.family() == ParsedPacket.FAMILY_ARP) {
            return;
        }
        assertThat(packet.transportOffset()).isBetween(packet.networkOffset() + 20, packet.networkEnd());
        assertThat(packet.payloadOffset()).isBetween(packet.transportOffset(), packet.networkEnd());
        assertThat(packet.payloadLength()).isBetween(0, packet.networkEnd() - packet.payloadOffset());
        if (packet.innerOffset() != ParsedPacket.ABSENT) {
            assertThat(packet.innerOffset()).isEqualTo(packet.payloadOffset());
            assertThat(packet.innerTransportOffset()).isBetween(packet.innerOffset() + 20, packet.networkEnd());
            assertThat(packet.innerTransportLength()).isBetween(8, packet.networkEnd() - packet.innerTransportOffset());
        }
    }

    @Provide
    Arbitrary<byte[]> noise() {
        return NativeBytes.bytes(200);
    }

    @Provide
    Arbitrary<PacketShape> shapes() {
        return PacketShape.any();
    }

    @Provide
    Arbitrary<Endpoints> ends() {
        return Endpoints.any();
    }
}
