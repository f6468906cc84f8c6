package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The beginning of {@code struct bpf_prog_info} of linux/bpf.h.
 *
 * @param type {@code BPF_PROG_TYPE_…}
 * @param id the number by which the kernel lists it
 * @param name the name it was loaded with
 */
record ProgramInfo(int type, int id, String name) {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("type"),
            JAVA_INT.withName("id"),
            MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("tag"),
            JAVA_INT.withName("jited_prog_len"),
            JAVA_INT.withName("xlated_prog_len"),
            JAVA_LONG.withName("jited_prog_insns"),
            JAVA_LONG.withName("xlated_prog_insns"),
            JAVA_LONG.withName("load_time"),
            JAVA_INT.withName("created_by_uid"),
            JAVA_INT.withName("nr_map_ids"),
            JAVA_LONG.withName("map_ids"),
            MemoryLayout.sequenceLayout(LinuxBpf.BPF_OBJ_NAME_LEN, JAVA_BYTE).withName("name"));

    private static final long TYPE = LAYOUT.byteOffset(groupElement("type"));
    private static final long ID = LAYOUT.byteOffset(groupElement("id"));
    private static final long NAME = LAYOUT.byteOffset(groupElement("name"));

    static ProgramInfo of(Fd program) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = InfoAttr.ask(program, LAYOUT, arena);
            return new ProgramInfo(info.get(JAVA_INT, TYPE), info.get(JAVA_INT, ID), ObjectName.read(info, NAME));
        }
    }

    static int number(Program.Type type) {
        return type == Program.Type.XDP ? LinuxBpf.BPF_PROG_TYPE_XDP : LinuxBpf.BPF_PROG_TYPE_SCHED_CLS;
    }
}
