package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct genlmsghdr} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/genetlink.h">linux/genetlink.h</a>.
 */
final class Genlmsghdr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("cmd"), JAVA_BYTE.withName("version"), JAVA_SHORT.withName("reserved"));
    static final long SIZEOF = LAYOUT.byteSize();

    private static final long OFFSET_CMD = LAYOUT.byteOffset(groupElement("cmd"));
    private static final long OFFSET_VERSION = LAYOUT.byteOffset(groupElement("version"));

    private Genlmsghdr() {}

    static void set(MemorySegment segment, long base, int command) {
        segment.set(JAVA_BYTE, base + OFFSET_CMD, (byte) command);
        segment.set(JAVA_BYTE, base + OFFSET_VERSION, (byte) 1);
    }
}
