package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The sum of RFC 1071: of 16-bit words, with the carries added in. Sums are kept in the machine's byte order, in which
 * they may be added; only {@link #fold} gives a value of the wire.
 */
final class InternetSum {
    static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private InternetSum() {}

    /** Of these bytes, which begin at an even offset of what is summed. */
    static long of(MemorySegment segment, long base, int length) {
        long sum = 0;
        int words = length >>> 2;
        for (int i = 0; i < words; i++) {
            sum += Integer.toUnsignedLong(segment.get(JAVA_INT_UNALIGNED, base + (long) i * 4));
        }
        int at = words << 2;
        if ((length & 2) != 0) {
            sum += Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, base + at));
            at += 2;
        }
        if ((length & 1) != 0) {
            int last = Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + at));
            sum += SWAP ? last : last << 8;
        }
        return sum;
    }

    /** Of one 16-bit word with this value. */
    static long ofWord(int value) {
        return SWAP ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value & 0xffff;
    }

    /** The sum in 16 bits, as a value; not complemented. */
    static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return SWAP ? Short.toUnsignedInt(Short.reverseBytes((short) folded)) : (int) folded;
    }

    /** What stands in a checksum field for a sum. */
    static int checksum(long sum) {
        return ~fold(sum) & 0xffff;
    }
}
