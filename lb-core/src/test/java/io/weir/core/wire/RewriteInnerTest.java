package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import io.weir.core.wire.PacketShape.Transport;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A translated error must equal, byte for byte, the error about the packet its receiver sent. */
class RewriteInnerTest {
    /** A quote that ends within the inner TCP checksum leaves half of it, which nobody can keep right. */
    private static final int HALF_A_TCP_CHECKSUM = (int) TcpView.CHECKSUM + 1;

    @Property(tries = 1000)
    void translatedErrorEqualsTheErrorAboutTheOriginal(
            @ForAll("shapes") PacketShape any,
            @ForAll("ends") Endpoints server,
            @ForAll("ends") Endpoints client,
            @ForAll("ends") Endpoints reporter,
            @ForAll @IntRange(min = 8, max = 600) int quotedTransport) {
        Assume.that(quotedTransport != HALF_A_TCP_CHECKSUM);
        PacketShape shape = any.finished();
        Frame sent = shape.between(server);
        int quoted = headerLength(sent) + quotedTransport;
        Frame error = IcmpErrors.about(sent, quoted, reporter);
        ParsedPacket packet = error.parsed();

        rewriteInner(packet, client);
        assertThat(error.bytes())
                .isEqualTo(IcmpErrors.about(shape.between(client), quoted, reporter)
                        .bytes());

        RewriteTest.rewrite(packet, client);
        assertThat(error.bytes())
                .isEqualTo(
                        IcmpErrors.about(shape.between(client), quoted, client).bytes());
        assertThat(TransportChecksum.isValid(error.parsed())).isTrue();

        RewriteTest.rewrite(packet, reporter);
        rewriteInner(packet, server);
        assertThat(error.bytes())
                .as("and back")
                .isEqualTo(IcmpErrors.about(sent, quoted, reporter).bytes());
    }

    @Property(tries = 300)
    void eitherSideAlone(
            @ForAll("shapes") PacketShape any, @ForAll("ends") Endpoints before, @ForAll("ends") Endpoints after) {
        PacketShape shape = any.finished();
        Frame error = IcmpErrors.about(shape.between(before), 600, before);
        ParsedPacket packet = error.parsed();

        RewriteInner.source(packet, after.sourceHigh(), after.sourceLow(), after.sourcePort());
        Endpoints half = new Endpoints(
                after.sourceHigh(),
                after.sourceLow(),
                after.sourcePort(),
                before.destinationHigh(),
                before.destinationLow(),
                before.destinationPort());
        assertThat(error.bytes())
                .isEqualTo(IcmpErrors.about(shape.between(half), 600, before).bytes());

        RewriteInner.destination(packet, after.destinationHigh(), after.destinationLow(), after.destinationPort());
        assertThat(error.bytes())
                .isEqualTo(IcmpErrors.about(shape.between(after), 600, before).bytes());
    }

    @Test
    void wrongChecksumOfAnErrorStaysWrong() {
        PacketShape shape = new PacketShape(true, Transport.TCP, 0, 0, 20, false, 1);
        Endpoints ends = new Endpoints(1, 2, 3, 4, 5, 6);
        Frame error = IcmpErrors.about(shape.between(ends), 600, ends);
        ParsedPacket packet = error.parsed();
        long field = BASE + packet.transportOffset() + Icmpv6View.CHECKSUM;
        Wire.putU16(error.segment(), field, Wire.u16(error.segment(), field) ^ 0x100);

        rewriteInner(packet, new Endpoints(10, 20, 30, 40, 50, 60));

        assertThat(TransportChecksum.isValid(error.parsed())).isFalse();
    }

    @Test
    void packetsThatAreNoErrorsStayAsTheyAre() {
        Frame frame =
                new PacketShape(false, Transport.TCP, 0, 0, 20, false, 1).between(new Endpoints(1, 2, 3, 4, 5, 6));
        byte[] before = frame.bytes();
        ParsedPacket packet = frame.parsed();

        rewriteInner(packet, new Endpoints(10, 20, 30, 40, 50, 60));
        RewriteInner.source(packet, 1, 2, 3);
        RewriteInner.destination(packet, 1, 2, 3);

        assertThat(frame.bytes()).isEqualTo(before);
    }

    private static int headerLength(Frame frame) {
        ParsedPacket packet = frame.parsed();
        return packet.transportOffset() - packet.networkOffset();
    }

    private static void rewriteInner(ParsedPacket packet, Endpoints ends) {
        RewriteInner.endpoints(
                packet,
                ends.sourceHigh(),
                ends.sourceLow(),
                ends.sourcePort(),
                ends.destinationHigh(),
                ends.destinationLow(),
                ends.destinationPort());
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
