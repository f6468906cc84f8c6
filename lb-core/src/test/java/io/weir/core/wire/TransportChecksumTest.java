package io.weir.core.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TransportChecksumTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(4096);
    private final ParsedPacket packet = new ParsedPacket();

    @Property(tries = 500)
    void anUnfinishedOneIsFinishedAndARightOneStays(
            @ForAll boolean v6,
            @ForAll boolean tcp,
            @ForAll boolean unfinished,
            @ForAll @IntRange(min = 0, max = 1400) int length,
            @ForAll int seed) {
        int frame = build(v6, tcp, unfinished, length, seed);
        byte[] before = memory.asSlice(0, frame).toArray(JAVA_BYTE);
        assertThat(PacketParser.parse(memory, 0, frame, packet)).isEqualTo(ParseCode.OK);
        assertThat(TransportChecksum.isValid(packet)).isEqualTo(!unfinished);

        TransportChecksum.finishIfUnfinished(packet);

        assertThat(TransportChecksum.isValid(packet)).isTrue();
        assertThat(packet.checksumUnfinished()).isFalse();
        if (!unfinished) {
            assertThat(memory.asSlice(0, frame).toArray(JAVA_BYTE)).isEqualTo(before);
        }
    }

    private int build(boolean v6, boolean tcp, boolean unfinished, int length, int seed) {
        PacketBuilder builder = new PacketBuilder().start(memory, 0).ethernet(1, 2);
        if (v6) {
            builder.ipv6(0x2001_0db8_0000_0000L, seed, 0x2001_0db8_0000_0000L, 2);
        } else {
            builder.ipv4(seed, 0x0a00_0002);
        }
        if (tcp) {
            builder.tcp(seed & 0xffff, 80, TcpView.ACK);
        } else {
            builder.udp(seed & 0xffff, 53);
        }
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31 + seed);
        }
        builder.payload(data);
        return (unfinished ? builder.unfinishedChecksum() : builder).build();
    }
}
