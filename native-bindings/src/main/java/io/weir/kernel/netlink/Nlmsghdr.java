package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct nlmsghdr} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netlink.h">linux/netlink.h</a>.
 */
final class Nlmsghdr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("nlmsg_len"),
            JAVA_SHORT.withName("nlmsg_type"),
            JAVA_SHORT.withName("nlmsg_flags"),
            JAVA_INT.withName("nlmsg_seq"),
            JAVA_INT.withName("nlmsg_pid"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_NLMSG_LEN = LAYOUT.byteOffset(groupElement("nlmsg_len"));
    static final long OFFSET_NLMSG_TYPE = LAYOUT.byteOffset(groupElement("nlmsg_type"));
    static final long OFFSET_NLMSG_FLAGS = LAYOUT.byteOffset(groupElement("nlmsg_flags"));
    static final long OFFSET_NLMSG_SEQ = LAYOUT.byteOffset(groupElement("nlmsg_seq"));
    static final long OFFSET_NLMSG_PID = LAYOUT.byteOffset(groupElement("nlmsg_pid"));

    private Nlmsghdr() {}

    static int len(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_NLMSG_LEN);
    }

    static void len(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_NLMSG_LEN, value);
    }

    static int type(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_NLMSG_TYPE));
    }

    static void type(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_NLMSG_TYPE, (short) value);
    }

    static int flags(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + OFFSET_NLMSG_FLAGS));
    }

    static void flags(MemorySegment segment, long base, int value) {
        segment.set(JAVA_SHORT, base + OFFSET_NLMSG_FLAGS, (short) value);
    }

    static int seq(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_NLMSG_SEQ);
    }

    static void seq(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_NLMSG_SEQ, value);
    }
}
