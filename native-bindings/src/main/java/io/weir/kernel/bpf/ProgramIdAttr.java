package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_PROG_GET_FD_BY_ID has. */
final class ProgramIdAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("prog_id"), JAVA_INT.withName("next_id"), JAVA_INT.withName("open_flags"));

    private static final long PROG_ID = LAYOUT.byteOffset(groupElement("prog_id"));

    private ProgramIdAttr() {}

    /** Opens a program that somebody loaded. Needs CAP_SYS_ADMIN. Fails with ENOENT when it is gone. */
    static Fd open(int id) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(LAYOUT);
            attr.set(JAVA_INT, PROG_ID, id);
            int result = BpfCall.bpf(LinuxBpf.BPF_PROG_GET_FD_BY_ID, attr);
            if (result < 0) {
                String hint = result == -Errno.EPERM ? "to see whose program it is needs CAP_SYS_ADMIN" : "";
                throw new ErrnoException("open the BPF program with number " + id, -result, hint);
            }
            return Fd.own(result, "BPF program " + id);
        }
    }
}
