package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An engine under test with two links, and what is at the other end of them. */
interface Wire extends AutoCloseable {
    /** The EtherType of the tests' frames (IEEE 802, local experiments); others are noise. */
    int ETHER_TYPE = 0x88b5;

    int HEADER = 14;

    PacketIo engine();

    /** Closes the engine and opens another. */
    void reopen() throws Exception;

    /** A frame arrives at a link. */
    void put(int link, byte[] frame) throws Exception;

    /** The next frame of the tests that left by a link, null when none is there within the limit. */
    byte @Nullable [] next(int link, long timeoutMillis) throws Exception;

    @Override
    void close() throws Exception;

    /** A frame of a test, with its number in the first bytes of the payload. */
    static byte[] frame(int number, int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) 0xff;
        }
        frame[6] = 2;
        frame[11] = 7;
        frame[12] = (byte) (ETHER_TYPE >>> 8);
        frame[13] = (byte) ETHER_TYPE;
        frame[14] = (byte) (number >>> 8);
        frame[15] = (byte) number;
        for (int i = 16; i < length; i++) {
            frame[i] = (byte) (i * 31 + number);
        }
        return frame;
    }

    /** Whether a frame is a test's. */
    static boolean ours(byte[] frame) {
        return frame.length > HEADER
                && (frame[12] & 0xff) == ETHER_TYPE >>> 8
                && (frame[13] & 0xff) == (ETHER_TYPE & 0xff);
    }

    /** Whether frame {@code i} is a test's. */
    static boolean ours(FrameBatch batch, int i) {
        MemorySegment segment = batch.segment(i);
        long base = batch.base(i);
        return (segment.get(JAVA_BYTE, base + 12) & 0xff) == ETHER_TYPE >>> 8
                && (segment.get(JAVA_BYTE, base + 13) & 0xff) == (ETHER_TYPE & 0xff);
    }

    /** The bytes of frame {@code i}. */
    static byte[] bytes(FrameBatch batch, int i) {
        return batch.segment(i).asSlice(batch.base(i), batch.length(i)).toArray(JAVA_BYTE);
    }

    /** A frame to send, with room in front. */
    static MemorySegment made(byte[] frame) {
        MemorySegment segment = Arena.ofAuto().allocate(FrameBatch.HEADROOM + frame.length);
        segment.fill((byte) 0xa5);
        MemorySegment.copy(frame, 0, segment, JAVA_BYTE, FrameBatch.HEADROOM, frame.length);
        return segment;
    }
}
