package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct ifinfomsg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>.
 */
final class Ifinfomsg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("ifi_family"),
            MemoryLayout.paddingLayout(1),
            JAVA_SHORT.withName("ifi_type"),
            JAVA_INT.withName("ifi_index"),
            JAVA_INT.withName("ifi_flags"),
            JAVA_INT.withName("ifi_change"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_IFI_FAMILY = LAYOUT.byteOffset(groupElement("ifi_family"));
    static final long OFFSET_IFI_TYPE = LAYOUT.byteOffset(groupElement("ifi_type"));
    static final long OFFSET_IFI_INDEX = LAYOUT.byteOffset(groupElement("ifi_index"));
    static final long OFFSET_IFI_FLAGS = LAYOUT.byteOffset(groupElement("ifi_flags"));
    static final long OFFSET_IFI_CHANGE = LAYOUT.byteOffset(groupElement("ifi_change"));

    private Ifinfomsg() {}

    static int family(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_IFI_FAMILY));
    }

    static int type(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_IFI_TYPE));
    }

    static int index(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_IFI_INDEX);
    }

    static int flags(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_IFI_FLAGS);
    }

    static void index(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFI_INDEX, value);
    }

    static void flags(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFI_FLAGS, value);
    }

    static void change(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFI_CHANGE, value);
    }
}
