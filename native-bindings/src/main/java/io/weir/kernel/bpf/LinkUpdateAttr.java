package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Fd;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_LINK_UPDATE has. */
final class LinkUpdateAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("link_update.link_fd"),
            JAVA_INT.withName("link_update.new_prog_fd"),
            JAVA_INT.withName("link_update.flags"),
            JAVA_INT.withName("link_update.old_prog_fd"));

    private static final long LINK_FD = LAYOUT.byteOffset(groupElement("link_update.link_fd"));
    private static final long NEW_PROG_FD = LAYOUT.byteOffset(groupElement("link_update.new_prog_fd"));

    private LinkUpdateAttr() {}

    static void set(MemorySegment attr, Fd link, Fd program) {
        attr.set(JAVA_INT, LINK_FD, link.number());
        attr.set(JAVA_INT, NEW_PROG_FD, program.number());
    }
}
