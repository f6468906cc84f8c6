package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct rtattr} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>.
 */
final class Rtattr {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_SHORT.withName("rta_len"), JAVA_SHORT.withName("rta_type"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_RTA_LEN = LAYOUT.byteOffset(groupElement("rta_len"));
    static final long OFFSET_RTA_TYPE = LAYOUT.byteOffset(groupElement("rta_type"));

    private Rtattr() {}

    static int len(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_RTA_LEN));
    }

    static void len(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_RTA_LEN, (short) value);
    }

    static int type(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_RTA_TYPE));
    }

    static void type(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_RTA_TYPE, (short) value);
    }
}
