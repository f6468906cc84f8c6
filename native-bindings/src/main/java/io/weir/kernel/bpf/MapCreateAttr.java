package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_MAP_CREATE has. */
final class MapCreateAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("map_type"),
            JAVA_INT.withName("key_size"),
            JAVA_INT.withName("value_size"),
            JAVA_INT.withName("max_entries"),
            JAVA_INT.withName("map_flags"),
            JAVA_INT.withName("inner_map_fd"),
            JAVA_INT.withName("numa_node"),
            MemoryLayout.sequenceLayout(LinuxBpf.BPF_OBJ_NAME_LEN, JAVA_BYTE).withName("map_name"));

    private static final long MAP_TYPE = LAYOUT.byteOffset(groupElement("map_type"));
    private static final long KEY_SIZE = LAYOUT.byteOffset(groupElement("key_size"));
    private static final long VALUE_SIZE = LAYOUT.byteOffset(groupElement("value_size"));
    private static final long MAX_ENTRIES = LAYOUT.byteOffset(groupElement("max_entries"));
    private static final long MAP_FLAGS = LAYOUT.byteOffset(groupElement("map_flags"));
    private static final long MAP_NAME = LAYOUT.byteOffset(groupElement("map_name"));

    private MapCreateAttr() {}

    static void set(MemorySegment attr, MapShape shape) {
        attr.set(JAVA_INT, MAP_TYPE, shape.kind().number());
        attr.set(JAVA_INT, KEY_SIZE, shape.keyBytes());
        attr.set(JAVA_INT, VALUE_SIZE, shape.valueBytes());
        attr.set(JAVA_INT, MAX_ENTRIES, shape.maxEntries());
        attr.set(JAVA_INT, MAP_FLAGS, shape.kind() == MapKind.LPM_TRIE ? LinuxBpf.BPF_F_NO_PREALLOC : 0);
        ObjectName.write(attr, MAP_NAME, shape.name());
    }
}
