package io.weir.kernel.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct ucred} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/linux/socket.h">linux/socket.h</a>.
 */
final class Ucred {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("pid"), JAVA_INT.withName("uid"), JAVA_INT.withName("gid"));
    static final long SIZEOF = LAYOUT.byteSize();

    private static final long OFFSET_PID = LAYOUT.byteOffset(groupElement("pid"));
    private static final long OFFSET_UID = LAYOUT.byteOffset(groupElement("uid"));
    private static final long OFFSET_GID = LAYOUT.byteOffset(groupElement("gid"));

    private Ucred() {}

    static int pid(MemorySegment segment) {
        return segment.get(JAVA_INT, OFFSET_PID);
    }

    static long uid(MemorySegment segment) {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, OFFSET_UID));
    }

    static long gid(MemorySegment segment) {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, OFFSET_GID));
    }
}
