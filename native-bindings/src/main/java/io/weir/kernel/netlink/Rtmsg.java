package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct rtmsg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/rtnetlink.h">linux/rtnetlink.h</a>.
 */
final class Rtmsg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("rtm_family"),
            JAVA_BYTE.withName("rtm_dst_len"),
            JAVA_BYTE.withName("rtm_src_len"),
            JAVA_BYTE.withName("rtm_tos"),
            JAVA_BYTE.withName("rtm_table"),
            JAVA_BYTE.withName("rtm_protocol"),
            JAVA_BYTE.withName("rtm_scope"),
            JAVA_BYTE.withName("rtm_type"),
            JAVA_INT.withName("rtm_flags"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_RTM_FAMILY = LAYOUT.byteOffset(groupElement("rtm_family"));
    static final long OFFSET_RTM_DST_LEN = LAYOUT.byteOffset(groupElement("rtm_dst_len"));
    static final long OFFSET_RTM_SRC_LEN = LAYOUT.byteOffset(groupElement("rtm_src_len"));
    static final long OFFSET_RTM_TOS = LAYOUT.byteOffset(groupElement("rtm_tos"));
    static final long OFFSET_RTM_TABLE = LAYOUT.byteOffset(groupElement("rtm_table"));
    static final long OFFSET_RTM_PROTOCOL = LAYOUT.byteOffset(groupElement("rtm_protocol"));
    static final long OFFSET_RTM_SCOPE = LAYOUT.byteOffset(groupElement("rtm_scope"));
    static final long OFFSET_RTM_TYPE = LAYOUT.byteOffset(groupElement("rtm_type"));
    static final long OFFSET_RTM_FLAGS = LAYOUT.byteOffset(groupElement("rtm_flags"));

    private Rtmsg() {}

    static int family(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_RTM_FAMILY));
    }

    static void family(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_RTM_FAMILY, (byte) value);
    }

    static int dstLen(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_RTM_DST_LEN));
    }

    static void dstLen(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_RTM_DST_LEN, (byte) value);
    }

    static int table(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_RTM_TABLE));
    }

    static void protocol(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_RTM_PROTOCOL, (byte) value);
    }

    static void scope(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_RTM_SCOPE, (byte) value);
    }

    static void type(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_RTM_TYPE, (byte) value);
    }

    static int type(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_RTM_TYPE));
    }

    static void flags(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_RTM_FLAGS, value);
    }

    static int flags(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_RTM_FLAGS);
    }
}
