package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import io.weir.core.wire.PacketShape.Transport;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A packet rewritten must equal, byte for byte, the same packet built between the new ends from the start. */
class RewriteTest {
    @Property(tries = 1000)
    void rewrittenEndsEqualAPacketBuiltBetweenThem(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints before, @ForAll("ends") Endpoints after) {
        Frame frame = shape.between(before);
        rewrite(parsed(shape, frame), after);

        assertThat(frame.bytes()).isEqualTo(shape.between(after).bytes());
    }

    @Property(tries = 500)
    void sourceAndDestinationAloneChangeOnlyTheirs(
            @ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints before, @ForAll("ends") Endpoints after) {
        Endpoints source = new Endpoints(
                after.sourceHigh(),
                after.sourceLow(),
                after.sourcePort(),
                before.destinationHigh(),
                before.destinationLow(),
                before.destinationPort());
        Frame frame = shape.between(before);
        ParsedPacket packet = parsed(shape, frame);

        Rewrite.source(packet, after.sourceHigh(), after.sourceLow(), after.sourcePort());
        assertThat(frame.bytes()).isEqualTo(shape.between(source).bytes());

        Rewrite.destination(packet, after.destinationHigh(), after.destinationLow(), after.destinationPort());
        assertThat(frame.bytes()).isEqualTo(shape.between(after).bytes());
    }

    @Property(tries = 500)
    void natAndBackIsIdentityEvenWithWrongChecksums(
            @ForAll("shapes") PacketShape shape,
            @ForAll("ends") Endpoints client,
            @ForAll("ends") Endpoints server,
            @ForAll @IntRange(min = 1, max = 0xfffe) int wrong) {
        Frame frame = shape.between(client);
        ParsedPacket packet = parsed(shape, frame);
        if (shape.transport() != Transport.UDP_WITHOUT_CHECKSUM) {
            long field = TransportChecksum.fieldOffset(packet.protocol());
            Wire.putU16(frame.segment(), BASE + packet.transportOffset() + field, wrong);
        }
        byte[] original = frame.bytes();

        rewrite(packet, server);
        rewrite(packet, client);

        assertThat(frame.bytes()).isEqualTo(original);
    }

    @Property(tries = 300)
    void fragmentsRewrittenAlikeJoinToTheRewrittenPacket(
            @ForAll("shapes") PacketShape any,
            @ForAll("ends") Endpoints before,
            @ForAll("ends") Endpoints after,
            @ForAll @IntRange(min = 8, max = 40) int words) {
        PacketShape shape = any.finished();
        Assume.that(shape.payloadLength() > 8);
        List<Frame> fragments = Fragments.of(shape, before, words * 8);
        for (Frame fragment : fragments) {
            byte[] untouched = Fragments.transport(fragment);
            ParsedPacket packet = fragment.parsed();
            rewrite(packet, after);
            if (packet.fragment() == ParsedPacket.FRAGMENT_LATER) {
                assertThat(Fragments.transport(fragment)).isEqualTo(untouched);
            }
        }

        assertThat(Fragments.joined(fragments)).isEqualTo(Fragments.transport(shape.between(after)));
        List<Frame> expected = Fragments.of(shape, after, words * 8);
        for (int i = 0; i < fragments.size(); i++) {
            assertThat(fragments.get(i).bytes()).isEqualTo(expected.get(i).bytes());
        }
    }

    @Property(tries = 200)
    void hopLimitGoesDownByOneAndNeverBelowZero(@ForAll("shapes") PacketShape shape, @ForAll("ends") Endpoints ends) {
        Frame frame = shape.between(ends);
        ParsedPacket packet = frame.parsed();
        int hops = packet.hopLimit();
        byte[] before = frame.bytes();

        for (int left = hops - 1; left >= 0; left--) {
            assertThat(Rewrite.decrementHopLimit(packet)).isEqualTo(left);
            assertThat(frame.parsed().hopLimit()).isEqualTo(left);
        }
        byte[] expired = frame.bytes();
        assertThat(Rewrite.decrementHopLimit(packet)).isZero();
        assertThat(frame.bytes()).isEqualTo(expired);

        Rewrite.hopLimit(packet, hops);
        assertThat(frame.bytes()).isEqualTo(before);
    }

    @Property(tries = 100)
    void macsAreAllThatChangesInDirectRouting(
            @ForAll("shapes") PacketShape shape,
            @ForAll("ends") Endpoints ends,
            @ForAll long server,
            @ForAll long ours) {
        Frame frame = shape.between(ends);
        byte[] before = frame.bytes();
        Rewrite.macs(frame.parsed(), server, ours);

        EthernetView view = new EthernetView().wrap(frame.segment(), BASE);
        assertThat(view.destinationAddress()).isEqualTo(server & 0xffff_ffff_ffffL);
        assertThat(view.sourceAddress()).isEqualTo(ours & 0xffff_ffff_ffffL);
        assertThat(frame.bytes()).endsWith(Arrays.copyOfRange(before, 12, before.length));
    }

    @Test
    void udpChecksumThatBecomesZeroIsSentAsAllOnes() {
        PacketShape shape = new PacketShape(false, Transport.UDP, 0, 0, 2, false, 1);
        Endpoints before = new Endpoints(0, 0x0a00_0001, 1000, 0, 0x0a00_0002, 53);
        Frame frame = shape.between(before);
        ParsedPacket packet = frame.parsed();
        long checksum = BASE + packet.transportOffset() + UdpView.CHECKSUM;
        int portOfZero = 1000 + Wire.u16(frame.segment(), checksum);
        int port = (portOfZero & 0xffff) + (portOfZero >>> 16);

        Rewrite.source(packet, 0, before.sourceLow(), port);

        assertThat(Wire.u16(frame.segment(), checksum)).isEqualTo(0xffff);
        assertThat(TransportChecksum.isValid(frame.parsed())).isTrue();
        Rewrite.source(packet, 0, before.sourceLow(), 1000);
        assertThat(frame.bytes()).isEqualTo(shape.between(before).bytes());
    }

    @Test
    void superFrameKeepsItsUnfinishedChecksum() {
        MemorySegment memory = PacketShape.room();
        int length = superFrame(memory, 0xc000_0201, 40_000);
        MemorySegment expected = PacketShape.room();
        superFrame(expected, 0x0a00_0001, 1024);
        ParsedPacket packet = Frame.built(memory, length).parsed();
        packet.checksumUnfinished(true);

        Rewrite.source(packet, 0, 0x0a00_0001, 1024);

        assertThat(memory.mismatch(expected)).isEqualTo(-1);
    }

    private static int superFrame(MemorySegment memory, int source, int port) {
        return new PacketBuilder()
                .start(memory, BASE)
                .ethernet(1, 2)
                .ipv4(source, 0xc633_6407)
                .tcp(port, 80, TcpView.ACK)
                .payload(new byte[65_495])
                .unfinishedChecksum()
                .build();
    }

    private static ParsedPacket parsed(PacketShape shape, Frame frame) {
        ParsedPacket packet = frame.parsed();
        packet.checksumUnfinished(shape.unfinished());
        return packet;
    }

    static void rewrite(ParsedPacket packet, Endpoints ends) {
        Rewrite.endpoints(
                packet,
                ends.sourceHigh(),
                ends.sourceLow(),
                ends.sourcePort(),
                ends.destinationHigh(),
                ends.destinationLow(),
                ends.destinationPort());
    }

    /** UDP without checksum is not left unfinished: its field says that there is none. */
    @Provide
    Arbitrary<PacketShape> shapes() {
        return PacketShape.any()
                .map(shape -> shape.transport() == Transport.UDP_WITHOUT_CHECKSUM ? shape.finished() : shape);
    }

    @Provide
    Arbitrary<Endpoints> ends() {
        return Endpoints.any();
    }
}
