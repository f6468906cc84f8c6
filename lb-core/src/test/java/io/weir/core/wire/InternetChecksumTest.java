package io.weir.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    @Test
    void sumsTheExampleOfRfc1071() {
        MemorySegment bytes = NativeBytes.hex("0001 f203 f4f5 f6f7");

        assertThat(InternetChecksum.sum(bytes, 0, 8)).isEqualTo(0xddf2);
        assertThat(InternetChecksum.checksum(bytes, 0, 8)).isEqualTo(0x220d);
    }

    @Test
    void updatesTheExampleOfRfc1624() {
        assertThat(InternetChecksum.update16(0xdd2f, 0x5555, 0x3285)).isZero();
    }

    @Test
    void sumOfNothingIsZero() {
        assertThat(InternetChecksum.sum(NativeBytes.of(new byte[0]), 0, 0)).isZero();
        assertThat(InternetChecksum.sum(NativeBytes.of(new byte[64]), 0, 64)).isZero();
    }

    @Test
    void superFrameOfAllOnesDoesNotOverflow() {
        MemorySegment bytes = NativeBytes.untouched(65_535).fill((byte) 0xff);

        assertThat(InternetChecksum.sum(bytes, 0, 65_534)).isEqualTo(0xffff);
        assertThat(InternetChecksum.sum(bytes, 0, 65_535)).isEqualTo(0xff00);
    }

    @Test
    void udpSendsZeroAsAllOnesAndKeepsNone() {
        assertThat(InternetChecksum.udpOnSend(0)).isEqualTo(0xffff);
        assertThat(InternetChecksum.applyUdp(0, InternetChecksum.difference16(1, 2)))
                .isZero();
        assertThat(InternetChecksum.applyUdp(0xdd2f, InternetChecksum.difference16(0x5555, 0x3285)))
                .isEqualTo(0xffff);
    }

    @Property(tries = 500)
    void sumEqualsThePlainestForm(@ForAll("messages") byte[] bytes, @ForAll @IntRange(max = 7) int shift) {
        byte[] shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);

        assertThat(InternetChecksum.checksum(NativeBytes.of(shifted), shift, bytes.length))
                .isEqualTo(ReferenceChecksum.of(bytes));
    }

    @Property(tries = 500)
    void incrementalEqualsFullForEveryWidth(
            @ForAll @Size(32) byte[] message,
            @ForAll @IntRange(max = 7) int at,
            @ForAll short after16,
            @ForAll int after32,
            @ForAll long afterHigh,
            @ForAll long afterLow) {
        message[31] |= 1; // all zeros have no canonical checksum
        MemorySegment bytes = NativeBytes.of(message);
        int checksum = InternetChecksum.checksum(bytes, 0, 32);

        checksum = InternetChecksum.update16(checksum, Wire.u16(bytes, 2L * at), after16);
        Wire.putU16(bytes, 2L * at, after16);
        assertThat(checksum).isEqualTo(InternetChecksum.checksum(bytes, 0, 32));

        checksum = InternetChecksum.update32(checksum, Wire.u32(bytes, 2L * at), after32);
        Wire.putU32(bytes, 2L * at, after32);
        assertThat(checksum).isEqualTo(InternetChecksum.checksum(bytes, 0, 32));

        checksum = InternetChecksum.update128(
                checksum, Wire.u64(bytes, 2L * at), Wire.u64(bytes, 2L * at + 8), afterHigh, afterLow);
        Wire.putU64(bytes, 2L * at, afterHigh);
        Wire.putU64(bytes, 2L * at + 8, afterLow);
        assertThat(checksum).isEqualTo(InternetChecksum.checksum(bytes, 0, 32));
    }

    @Property(tries = 300)
    void pseudoHeadersEqualTheirBytes(
            @ForAll @Size(32) byte[] addresses, @ForAll @IntRange(max = 255) int protocol, @ForAll short length) {
        MemorySegment words = NativeBytes.of(addresses);
        int bytes = Short.toUnsignedInt(length);
        byte[] rest = {0, (byte) protocol, (byte) (bytes >>> 8), (byte) bytes};

        long six = InternetChecksum.pseudoHeader6(
                Wire.u64(words, 0), Wire.u64(words, 8), Wire.u64(words, 16), Wire.u64(words, 24), protocol, bytes);
        assertThat(~InternetChecksum.unfinished(six) & 0xffff).isEqualTo(ReferenceChecksum.of(addresses, rest));

        long four = InternetChecksum.pseudoHeader4(Wire.u32(words, 0), Wire.u32(words, 4), protocol, bytes);
        assertThat(~InternetChecksum.unfinished(four) & 0xffff)
                .isEqualTo(ReferenceChecksum.of(NativeBytes.toBytes(words, 0, 8), rest));
    }

    @Property(tries = 300)
    void finishedChecksumEqualsTheOneComputedAtOnce(
            @ForAll("messages") byte[] payload, @ForAll int source, @ForAll int destination, @ForAll int moved) {
        int length = 8 + payload.length;
        MemorySegment udp = NativeBytes.untouched(length);
        MemorySegment.copy(payload, 0, udp, Wire.U8, 8, payload.length);
        Wire.putU16(udp, UdpView.CHECKSUM, 0);
        long pseudo = InternetChecksum.pseudoHeader4(source, destination, IpProtocol.UDP, length);
        long movedPseudo = InternetChecksum.pseudoHeader4(source, moved, IpProtocol.UDP, length);
        int expected = InternetChecksum.udpOnSend(InternetChecksum.checksum(udp, 0, length, movedPseudo));

        int field = InternetChecksum.applyUnfinished(
                InternetChecksum.unfinished(pseudo), InternetChecksum.difference32(destination, moved));
        Wire.putU16(udp, UdpView.CHECKSUM, field);
        InternetChecksum.finish(udp, 0, length, (int) UdpView.CHECKSUM);

        assertThat(field).isEqualTo(InternetChecksum.unfinished(movedPseudo));
        assertThat(Wire.u16(udp, UdpView.CHECKSUM)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return NativeBytes.bytes(300);
    }
}
