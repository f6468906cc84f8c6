package io.weir.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The layouts of every field on the wire: big-endian, unaligned, widened once. */
final class Wire {
    static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    static final long MASK_32 = 0xffff_ffffL;

    private Wire() {}

    static int u8(MemorySegment segment, long at) {
        return segment.get(U8, at) & 0xff;
    }

    static int u16(MemorySegment segment, long at) {
        return segment.get(U16, at) & 0xffff;
    }

    static int u32(MemorySegment segment, long at) {
        return segment.get(U32, at);
    }

    static long u48(MemorySegment segment, long at) {
        return ((long) u16(segment, at) << 32) | (u32(segment, at + 2) & MASK_32);
    }

    static long u64(MemorySegment segment, long at) {
        return segment.get(U64, at);
    }

    static void putU8(MemorySegment segment, long at, int value) {
        segment.set(U8, at, (byte) value);
    }

    static void putU16(MemorySegment segment, long at, int value) {
        segment.set(U16, at, (short) value);
    }

    static void putU32(MemorySegment segment, long at, int value) {
        segment.set(U32, at, value);
    }

    static void putU48(MemorySegment segment, long at, long value) {
        putU16(segment, at, (int) (value >>> 32));
        putU32(segment, at + 2, (int) value);
    }

    static void putU64(MemorySegment segment, long at, long value) {
        segment.set(U64, at, value);
    }
}
