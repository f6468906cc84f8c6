package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_OBJ_PIN and BPF_OBJ_GET have. */
final class ObjectAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("pathname"), JAVA_INT.withName("bpf_fd"), JAVA_INT.withName("file_flags"));

    private static final long PATHNAME = LAYOUT.byteOffset(groupElement("pathname"));
    private static final long BPF_FD = LAYOUT.byteOffset(groupElement("bpf_fd"));

    private ObjectAttr() {}

    static void set(MemorySegment attr, MemorySegment pathname, int fd) {
        attr.set(JAVA_LONG, PATHNAME, pathname.address());
        attr.set(JAVA_INT, BPF_FD, fd);
    }
}
