package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SegmenterTest {
    private static final int MTU = 1500;
    private static final int FIN = 1;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int CWR = 128;

    @Property(tries = 300)
    void segmentsAreTheWholeCutUp(
            @ForAll boolean ipv4,
            @ForAll @IntRange(max = 2) int tags,
            @ForAll @IntRange(max = 10) int tcpOptions,
            @ForAll @IntRange(max = 2) int ipOptions,
            @ForAll @IntRange(min = 1, max = 64_000) int payload,
            @ForAll @IntRange(max = 3000) int segmentSize,
            @ForAll int sequence,
            @ForAll @IntRange(max = 0xffff) int id,
            @ForAll @IntRange(max = 0xff) int flags,
            @ForAll @IntRange(max = 60) int padding) {
        TcpFrame whole = new TcpFrame(ipv4, tags, ipOptions, tcpOptions, sequence, id, flags, payload, padding);
        byte[] frame = whole.bytes(new Random(sequence));

        List<byte[]> segments = cut(frame, segmentSize, MTU);

        int perSegment = MTU - (whole.headers() - whole.network());
        perSegment = segmentSize == 0 ? perSegment : Math.min(perSegment, segmentSize);
        assertThat(segments).hasSize(Math.ceilDiv(payload, perSegment));
        int done = 0;
        for (int i = 0; i < segments.size(); i++) {
            byte[] segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            int bytes = last ? payload - done : perSegment;
            assertThat(segment).hasSize(whole.headers() + bytes);
            int wantedFlags = (last ? flags : flags & ~(FIN | PSH)) & (i == 0 ? 0xff : ~CWR);
            byte[] expected = new TcpFrame(
                            ipv4,
                            tags,
                            ipOptions,
                            tcpOptions,
                            sequence + done,
                            (id + i) & 0xffff,
                            wantedFlags,
                            bytes,
                            0)
                    .with(Arrays.copyOfRange(frame, whole.headers() + done, whole.headers() + done + bytes));
            assertThat(segment).isEqualTo(expected);
            done += bytes;
        }
    }

    @Property(tries = 100)
    void anUnfinishedChecksumIsFinishedAndAFinishedOneStays(
            @ForAll boolean ipv4,
            @ForAll boolean tcp,
            @ForAll @IntRange(max = 2) int tags,
            @ForAll @IntRange(max = 1400) int payload,
            @ForAll int seed) {
        TcpFrame shape = new TcpFrame(ipv4, tags, 0, 0, seed, 7, ACK, payload, 3);
        byte[] finished = tcp ? shape.bytes(new Random(seed)) : shape.asUdp(new Random(seed));
        byte[] unfinished = finished.clone();
        int field = shape.transport() + (tcp ? 16 : 6);
        int length = (tcp ? 20 : 8) + payload;
        int pseudo = ~TcpFrame.checksum(shape.pseudoHeader(finished, tcp ? 6 : 17, length)) & 0xffff;
        ByteBuffer.wrap(unfinished).putShort(field, (short) pseudo);
        UnfinishedChecksums checksums = new UnfinishedChecksums();

        MemorySegment memory = nativeCopy(unfinished);
        assertThat(checksums.finish(memory, 0, unfinished.length)).isTrue();
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(finished);

        // What it says of a finished one does not matter.
        assertThat(checksums.finish(memory, 0, unfinished.length)).isIn(true, false);
        assertThat(memory.toArray(JAVA_BYTE)).isEqualTo(finished);
    }

    @Property(tries = 500)
    void anyBytesAreRefusedOrCutWithinBounds(
            @ForAll byte[] bytes, @ForAll boolean ipv4, @ForAll @IntRange(min = 68, max = 1500) int mtu) {
        byte[] frame = Arrays.copyOf(bytes, bytes.length + 60);
        frame[12] = (byte) (ipv4 ? 0x08 : 0x86);
        frame[13] = (byte) (ipv4 ? 0x00 : 0xdd);
        for (byte[] segment : cut(frame, 0, mtu)) {
            assertThat(segment.length).isLessThanOrEqualTo(14 + mtu);
        }
        assertThat(new UnfinishedChecksums().finish(nativeCopy(frame), 0, frame.length))
                .isIn(true, false);
    }

    private static List<byte[]> cut(byte[] frame, int segmentSize, int mtu) {
        MemorySegment in = nativeCopy(frame);
        MemorySegment out = Arena.ofAuto().allocate(4096);
        Segmenter segmenter = new Segmenter();
        List<byte[]> segments = new ArrayList<>();
        if (segmenter.begin(in, 0, frame.length, segmentSize, mtu)) {
            int expected = segmenter.left();
            while (segmenter.left() > 0) {
                int length = segmenter.next(out, 16);
                segments.add(out.asSlice(16, length).toArray(JAVA_BYTE));
            }
            assertThat(segments).hasSize(expected);
        }
        return segments;
    }

    private static MemorySegment nativeCopy(byte[] bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
        return segment;
    }
}
