package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_OBJ_GET_INFO_BY_FD has. */
final class InfoAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("info.bpf_fd"), JAVA_INT.withName("info.info_len"), JAVA_LONG.withName("info.info"));

    private static final long BPF_FD = LAYOUT.byteOffset(groupElement("info.bpf_fd"));
    private static final long INFO_LEN = LAYOUT.byteOffset(groupElement("info.info_len"));
    private static final long INFO = LAYOUT.byteOffset(groupElement("info.info"));

    private InfoAttr() {}

    /** Asks about an object; the answer is the beginning of the kernel's struct. */
    static MemorySegment ask(Fd fd, StructLayout struct, Arena arena) throws ErrnoException {
        MemorySegment info = arena.allocate(struct);
        MemorySegment attr = arena.allocate(LAYOUT);
        attr.set(JAVA_INT, BPF_FD, fd.number());
        attr.set(JAVA_INT, INFO_LEN, (int) info.byteSize());
        attr.set(JAVA_LONG, INFO, info.address());
        Errno.check(BpfCall.bpf(LinuxBpf.BPF_OBJ_GET_INFO_BY_FD, attr), "ask about " + fd);
        return info;
    }
}
