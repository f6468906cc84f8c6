package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Loads programs, and asks the verifier why when it refuses one. */
final class ProgramLoader {
    /**
     * The licence of this code. The verifier compares it with names that are compatible with the GPL (linux/license.h);
     * this is none of them, so helpers that are for those only are refused.
     */
    private static final String LICENSE = "Apache-2.0";

    private static final ValueLayout.OfLong INSTRUCTION = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** BPF_LD | BPF_IMM | BPF_DW of linux/bpf.h, the first half of a load of 64 bits. */
    private static final int LOAD_IMMEDIATE = 0x18;

    /** The source register that says the number is a map's descriptor. */
    private static final int BPF_PSEUDO_MAP_FD = 1;

    /** The verifier may be interrupted, by a signal for one; libbpf tries as often. */
    private static final int ATTEMPTS = 5;

    /** Before Linux 6.4 a log that does not fit loses its end, which is what counts. */
    private static final long LOG_BYTES = 8 << 20;

    private static final int LOG_LINES = 12;

    private ProgramLoader() {}

    static Fd load(Program program, Collection<? extends BpfMap> maps) throws ErrnoException {
        ObjectName.check(program.name());
        if (program.instructions().isEmpty()) {
            throw new IllegalArgumentException("program " + program.name() + " has no instructions");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ProgramLoadAttr.LAYOUT);
            ProgramLoadAttr.set(attr, program, instructions(program, maps, arena), arena.allocateFrom(LICENSE));
            int result = load(attr);
            if (result >= 0) {
                return own(result, program);
            }
            // A log costs much, so only now.
            MemorySegment log = arena.allocate(LOG_BYTES);
            ProgramLoadAttr.log(attr, log);
            int again = load(attr);
            if (again >= 0) {
                return own(again, program);
            }
            throw new ErrnoException(
                    "load the " + program.type() + " program \"" + program.name() + "\" of "
                            + program.instructions().size() + " instructions",
                    -result,
                    explain(-result, program, log));
        }
    }

    private static Fd own(int number, Program program) {
        return Fd.own(number, "BPF program " + program.name());
    }

    private static int load(MemorySegment attr) {
        int result = -Errno.EAGAIN;
        for (int attempt = 0; attempt < ATTEMPTS && result == -Errno.EAGAIN; attempt++) {
            result = BpfCall.bpf(LinuxBpf.BPF_PROG_LOAD, attr);
        }
        return result;
    }

    private static MemorySegment instructions(Program program, Collection<? extends BpfMap> maps, Arena arena) {
        List<Long> instructions = program.instructions();
        MemorySegment copy = arena.allocate((long) instructions.size() * Long.BYTES, Long.BYTES);
        for (int i = 0; i < instructions.size(); i++) {
            copy.set(INSTRUCTION, (long) i * Long.BYTES, instructions.get(i));
        }
        for (Relocation relocation : program.maps()) {
            long at = (long) relocation.instruction() * Long.BYTES;
            long instruction = copy.get(INSTRUCTION, at);
            if ((instruction & 0xff) != LOAD_IMMEDIATE || ((instruction >>> 12) & 0xf) != BPF_PSEUDO_MAP_FD) {
                throw new IllegalArgumentException("program " + program.name() + ": instruction "
                        + relocation.instruction() + " does not load a map, but should load " + relocation.map());
            }
            long descriptor = map(relocation.map(), program, maps).fd().number();
            copy.set(INSTRUCTION, at, (instruction & 0xffff_ffffL) | (descriptor << 32));
        }
        return copy;
    }

    private static BpfMap map(String name, Program program, Collection<? extends BpfMap> maps) {
        for (BpfMap map : maps) {
            if (map.name().equals(name)) {
                return map;
            }
        }
        throw new IllegalArgumentException("program " + program.name() + " uses the map " + name + ", which is none of "
                + maps.stream().map(BpfMap::name).toList());
    }

    private static String explain(int errno, Program program, MemorySegment log) {
        String said = lastLines(log.getString(0, StandardCharsets.UTF_8));
        if (!said.isEmpty()) {
            return "the verifier says:\n" + said;
        }
        return switch (errno) {
            case Errno.EPERM -> Refusal.ofPermission();
            case Errno.E2BIG -> "more instructions than this kernel takes";
            case Errno.EINVAL ->
                program.frags()
                        ? "XDP programs that take frames in several buffers need Linux 5.18"
                        : "this kernel lacks what the program needs";
            default -> Refusal.ofCall(errno);
        };
    }

    private static String lastLines(String log) {
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }
}
