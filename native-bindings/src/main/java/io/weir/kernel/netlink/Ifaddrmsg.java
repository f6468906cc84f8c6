package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct ifaddrmsg} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_addr.h">linux/if_addr.h</a>.
 */
final class Ifaddrmsg {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("ifa_family"),
            JAVA_BYTE.withName("ifa_prefixlen"),
            JAVA_BYTE.withName("ifa_flags"),
            JAVA_BYTE.withName("ifa_scope"),
            JAVA_INT.withName("ifa_index"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_IFA_FAMILY = LAYOUT.byteOffset(groupElement("ifa_family"));
    static final long OFFSET_IFA_PREFIXLEN = LAYOUT.byteOffset(groupElement("ifa_prefixlen"));
    static final long OFFSET_IFA_FLAGS = LAYOUT.byteOffset(groupElement("ifa_flags"));
    static final long OFFSET_IFA_SCOPE = LAYOUT.byteOffset(groupElement("ifa_scope"));
    static final long OFFSET_IFA_INDEX = LAYOUT.byteOffset(groupElement("ifa_index"));

    private Ifaddrmsg() {}

    static int family(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_IFA_FAMILY));
    }

    static void family(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_IFA_FAMILY, (byte) value);
    }

    static int prefixlen(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_IFA_PREFIXLEN));
    }

    static void prefixlen(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_IFA_PREFIXLEN, (byte) value);
    }

    static int flags(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + OFFSET_IFA_FLAGS));
    }

    static void flags(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_IFA_FLAGS, (byte) value);
    }

    static void scope(MemorySegment segment, long base, int value) {
        segment.set(JAVA_BYTE, base + OFFSET_IFA_SCOPE, (byte) value);
    }

    static int index(MemorySegment segment, long base) {
        return segment.get(JAVA_INT, base + OFFSET_IFA_INDEX);
    }

    static void index(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFA_INDEX, value);
    }
}
