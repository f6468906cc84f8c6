package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct nlmsgerr} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netlink.h">linux/netlink.h</a>.
 */
final class Nlmsgerr {
    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(JAVA_INT.withName("error"), Nlmsghdr.LAYOUT.withName("msg"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_ERROR = LAYOUT.byteOffset(groupElement("error"));
    static final long OFFSET_MSG = LAYOUT.byteOffset(groupElement("msg"));

    private Nlmsgerr() {}

    /** 0 for an acknowledgement, else {@code -errno}. */
    static int error(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_ERROR);
    }

    /** The length of the request it answers. */
    static int requestLength(MemorySegment segment, long base) {
        return Nlmsghdr.len(segment, base + OFFSET_MSG);
    }
}
