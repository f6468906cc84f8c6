package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sockaddr_nl} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netlink.h">linux/netlink.h</a>.
 */
final class SockaddrNl {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_SHORT.withName("nl_family"),
            MemoryLayout.paddingLayout(2),
            JAVA_INT.withName("nl_pid"),
            JAVA_INT.withName("nl_groups"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_NL_FAMILY = LAYOUT.byteOffset(groupElement("nl_family"));
    static final long OFFSET_NL_PID = LAYOUT.byteOffset(groupElement("nl_pid"));
    static final long OFFSET_NL_GROUPS = LAYOUT.byteOffset(groupElement("nl_groups"));

    private SockaddrNl() {}

    static void family(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_NL_FAMILY, (short) value);
    }

    static int pid(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_NL_PID);
    }

    static void groups(MemorySegment segment, long base, int mask) {
        segment.set(JAVA_INT, base + OFFSET_NL_GROUPS, mask);
    }
}
