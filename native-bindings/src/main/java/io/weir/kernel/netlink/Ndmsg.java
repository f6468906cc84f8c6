package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct ndmsg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/neighbour.h">linux/neighbour.h</a>.
 */
final class Ndmsg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("ndm_family"),
            MemoryLayout.paddingLayout(3),
            JAVA_INT.withName("ndm_ifindex"),
            JAVA_SHORT.withName("ndm_state"),
            JAVA_BYTE.withName("ndm_flags"),
            JAVA_BYTE.withName("ndm_type"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_NDM_FAMILY = LAYOUT.byteOffset(groupElement("ndm_family"));
    static final long OFFSET_NDM_IFINDEX = LAYOUT.byteOffset(groupElement("ndm_ifindex"));
    static final long OFFSET_NDM_STATE = LAYOUT.byteOffset(groupElement("ndm_state"));
    static final long OFFSET_NDM_FLAGS = LAYOUT.byteOffset(groupElement("ndm_flags"));
    static final long OFFSET_NDM_TYPE = LAYOUT.byteOffset(groupElement("ndm_type"));

    private Ndmsg() {}

    static int family(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_NDM_FAMILY));
    }

    static void family(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_NDM_FAMILY, (byte) value);
    }

    static int ifindex(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_NDM_IFINDEX);
    }

    static void ifindex(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_NDM_IFINDEX, value);
    }

    static int state(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_NDM_STATE));
    }

    static void state(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_NDM_STATE, (short) value);
    }

    static int flags(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_NDM_FLAGS));
    }
}
