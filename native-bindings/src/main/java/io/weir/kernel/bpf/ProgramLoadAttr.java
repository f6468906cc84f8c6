package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_PROG_LOAD has. */
final class ProgramLoadAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("prog_type"),
            JAVA_INT.withName("insn_cnt"),
            JAVA_LONG.withName("insns"),
            JAVA_LONG.withName("license"),
            JAVA_INT.withName("log_level"),
            JAVA_INT.withName("log_size"),
            JAVA_LONG.withName("log_buf"),
            JAVA_INT.withName("kern_version"),
            JAVA_INT.withName("prog_flags"),
            MemoryLayout.sequenceLayout(LinuxBpf.BPF_OBJ_NAME_LEN, JAVA_BYTE).withName("prog_name"),
            JAVA_INT.withName("prog_ifindex"),
            JAVA_INT.withName("expected_attach_type"));

    private static final long PROG_TYPE = LAYOUT.byteOffset(groupElement("prog_type"));
    private static final long INSN_CNT = LAYOUT.byteOffset(groupElement("insn_cnt"));
    private static final long INSNS = LAYOUT.byteOffset(groupElement("insns"));
    private static final long LICENSE = LAYOUT.byteOffset(groupElement("license"));
    private static final long LOG_LEVEL = LAYOUT.byteOffset(groupElement("log_level"));
    private static final long LOG_SIZE = LAYOUT.byteOffset(groupElement("log_size"));
    private static final long LOG_BUF = LAYOUT.byteOffset(groupElement("log_buf"));
    private static final long PROG_FLAGS = LAYOUT.byteOffset(groupElement("prog_flags"));
    private static final long PROG_NAME = LAYOUT.byteOffset(groupElement("prog_name"));
    private static final long EXPECTED_ATTACH_TYPE = LAYOUT.byteOffset(groupElement("expected_attach_type"));

    private ProgramLoadAttr() {}

    static void set(MemorySegment attr, Program program, MemorySegment instructions, MemorySegment license) {
        boolean xdp = program.type() == Program.Type.XDP;
        attr.set(JAVA_INT, PROG_TYPE, xdp ? LinuxBpf.BPF_PROG_TYPE_XDP : LinuxBpf.BPF_PROG_TYPE_SCHED_CLS);
        attr.set(JAVA_INT, INSN_CNT, program.instructions().size());
        attr.set(JAVA_LONG, INSNS, instructions.address());
        attr.set(JAVA_LONG, LICENSE, license.address());
        attr.set(JAVA_INT, PROG_FLAGS, xdp && program.frags() ? LinuxBpf.BPF_F_XDP_HAS_FRAGS : 0);
        attr.set(JAVA_INT, EXPECTED_ATTACH_TYPE, xdp ? LinuxBpf.BPF_XDP : 0);
        ObjectName.write(attr, PROG_NAME, program.name());
    }

    /** Where the verifier writes text, with a zero byte behind it. */
    static void log(MemorySegment attr, MemorySegment log) {
        attr.set(JAVA_INT, LOG_LEVEL, 1);
        attr.set(JAVA_INT, LOG_SIZE, (int) log.byteSize());
        attr.set(JAVA_LONG, LOG_BUF, log.address());
    }
}
