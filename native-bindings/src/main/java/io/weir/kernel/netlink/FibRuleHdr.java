package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct fib_rule_hdr} and numbers of <a
 * href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/fib_rules.h">linux/fib_rules.h</a>.
 */
final class FibRuleHdr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("family"),
            JAVA_BYTE.withName("dst_len"),
            JAVA_BYTE.withName("src_len"),
            JAVA_BYTE.withName("tos"),
            JAVA_BYTE.withName("table"),
            JAVA_BYTE.withName("res1"),
            JAVA_BYTE.withName("res2"),
            JAVA_BYTE.withName("action"),
            JAVA_INT.withName("flags"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_FAMILY = LAYOUT.byteOffset(groupElement("family"));
    static final long OFFSET_TABLE = LAYOUT.byteOffset(groupElement("table"));
    static final long OFFSET_ACTION = LAYOUT.byteOffset(groupElement("action"));

    static final int FRA_PRIORITY = 6;
    static final int FRA_FWMARK = 10;
    static final int FRA_TABLE = 15;
    static final int FRA_FWMASK = 16;
    static final int FRA_PROTOCOL = 21;
    static final int FR_ACT_TO_TBL = 1;

    private FibRuleHdr() {}

    static int family(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_FAMILY));
    }

    static void family(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_FAMILY, (byte) value);
    }

    static int table(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_TABLE));
    }

    static int action(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_ACTION));
    }

    static void action(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_ACTION, (byte) value);
    }
}
