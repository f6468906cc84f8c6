package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct tcmsg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>.
 */
final class Tcmsg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("tcm_family"),
            MemoryLayout.paddingLayout(3),
            JAVA_INT.withName("tcm_ifindex"),
            JAVA_INT.withName("tcm_handle"),
            JAVA_INT.withName("tcm_parent"),
            JAVA_INT.withName("tcm_info"));
    static final long SIZEOF = LAYOUT.byteSize();

    private static final long IFINDEX = LAYOUT.byteOffset(groupElement("tcm_ifindex"));
    private static final long HANDLE = LAYOUT.byteOffset(groupElement("tcm_handle"));
    private static final long PARENT = LAYOUT.byteOffset(groupElement("tcm_parent"));
    private static final long INFO = LAYOUT.byteOffset(groupElement("tcm_info"));

    private Tcmsg() {}

    static void set(MemorySegment segment, long base, int ifindex, int handle, int parent, int info) {
        segment.set(JAVA_INT, base + IFINDEX, ifindex);
        segment.set(JAVA_INT, base + HANDLE, handle);
        segment.set(JAVA_INT, base + PARENT, parent);
        segment.set(JAVA_INT, base + INFO, info);
    }

    static int ifindex(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + IFINDEX);
    }

    static int handle(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + HANDLE);
    }

    static int parent(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + PARENT);
    }

    static int info(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + INFO);
    }
}
