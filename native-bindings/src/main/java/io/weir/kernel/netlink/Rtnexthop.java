package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct rtnexthop} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>.
 */
final class Rtnexthop {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_SHORT.withName("rtnh_len"),
            JAVA_BYTE.withName("rtnh_flags"),
            JAVA_BYTE.withName("rtnh_hops"),
            JAVA_INT.withName("rtnh_ifindex"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_RTNH_LEN = LAYOUT.byteOffset(groupElement("rtnh_len"));
    static final long OFFSET_RTNH_FLAGS = LAYOUT.byteOffset(groupElement("rtnh_flags"));
    static final long OFFSET_RTNH_HOPS = LAYOUT.byteOffset(groupElement("rtnh_hops"));
    static final long OFFSET_RTNH_IFINDEX = LAYOUT.byteOffset(groupElement("rtnh_ifindex"));

    private Rtnexthop() {}

    static int len(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_RTNH_LEN));
    }

    static int ifindex(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_RTNH_IFINDEX);
    }
}
