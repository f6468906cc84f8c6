package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Fd;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_LINK_CREATE has. */
final class LinkCreateAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("link_create.prog_fd"),
            JAVA_INT.withName("link_create.target_ifindex"),
            JAVA_INT.withName("link_create.attach_type"),
            JAVA_INT.withName("link_create.flags"));

    private static final long PROG_FD = LAYOUT.byteOffset(groupElement("link_create.prog_fd"));
    private static final long TARGET_IFINDEX = LAYOUT.byteOffset(groupElement("link_create.target_ifindex"));
    private static final long ATTACH_TYPE = LAYOUT.byteOffset(groupElement("link_create.attach_type"));
    private static final long FLAGS = LAYOUT.byteOffset(groupElement("link_create.flags"));

    private LinkCreateAttr() {}

    static void set(MemorySegment attr, Fd program, int interfaceIndex, int attachType, int flags) {
        attr.set(JAVA_INT, PROG_FD, program.number());
        attr.set(JAVA_INT, TARGET_IFINDEX, interfaceIndex);
        attr.set(JAVA_INT, ATTACH_TYPE, attachType);
        attr.set(JAVA_INT, FLAGS, flags);
    }
}
