package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Fd;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The part of {@code union bpf_attr} of linux/bpf.h that the commands on one element of a map have; the next key shares
 * its place with the value.
 */
final class MapElementAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("map_fd"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("key"),
            JAVA_LONG.withName("value"),
            JAVA_LONG.withName("flags"));

    private static final long MAP_FD = LAYOUT.byteOffset(groupElement("map_fd"));
    private static final long KEY = LAYOUT.byteOffset(groupElement("key"));
    private static final long VALUE = LAYOUT.byteOffset(groupElement("value"));
    private static final long FLAGS = LAYOUT.byteOffset(groupElement("flags"));

    private MapElementAttr() {}

    static void set(MemorySegment attr, Fd map, MemorySegment key, MemorySegment value, long flags) {
        attr.set(JAVA_INT, MAP_FD, map.number());
        attr.set(JAVA_LONG, KEY, key.address());
        attr.set(JAVA_LONG, VALUE, value.address());
        attr.set(JAVA_LONG, FLAGS, flags);
    }
}
