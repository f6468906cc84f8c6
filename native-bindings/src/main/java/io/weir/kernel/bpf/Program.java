package io.weir.kernel.bpf;

import java.util.List;

/**
 * A program, assembled and not yet loaded.
 *
 * @param name up to 15 letters, digits, dots and underscores, by which the kernel shows it
 * @param instructions 8 bytes each: {@code struct bpf_insn} as a little-endian number
 * @param maps where it names maps
 * @param type where it can be attached
 * @param frags for XDP: whether it also takes frames in several buffers (Linux 5.18)
 */
public record Program(String name, List<Long> instructions, List<Relocation> maps, Type type, boolean frags) {
    /** Kinds of program. */
    public enum Type {
        /** Runs in the driver, on frames as they arrive. */
        XDP,
        /** Runs at the ingress of a link, behind packet sockets. */
        SCHED_CLS
    }

    /** Copies the lists. */
    public Program {
        instructions = List.copyOf(instructions);
        maps = List.copyOf(maps);
    }
}
