package io.weir.kernel.netlink;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct ifa_cacheinfo} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_addr.h">linux/if_addr.h</a>.
 */
final class IfaCacheinfo {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("ifa_prefered"),
            JAVA_INT.withName("ifa_valid"),
            JAVA_INT.withName("cstamp"),
            JAVA_INT.withName("tstamp"));
    static final long SIZEOF = LAYOUT.byteSize();

    /** {@code INFINITY_LIFE_TIME} of net/addrconf.h: a lifetime in seconds that does not end. */
    static final int FOREVER = 0xffff_ffff;

    static final long OFFSET_IFA_PREFERED = LAYOUT.byteOffset(groupElement("ifa_prefered"));
    static final long OFFSET_IFA_VALID = LAYOUT.byteOffset(groupElement("ifa_valid"));
    static final long OFFSET_CSTAMP = LAYOUT.byteOffset(groupElement("cstamp"));
    static final long OFFSET_TSTAMP = LAYOUT.byteOffset(groupElement("tstamp"));

    private IfaCacheinfo() {}

    static void prefered(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFA_PREFERED, value);
    }

    static void valid(MemorySegment segment, long base, int value) {
        segment.set(JAVA_INT, base + OFFSET_IFA_VALID, value);
    }
}
