package io.weir.kernel.bpf;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program as {@link Assembler} makes it: what is loaded once its maps are there.
 *
 * @param name what the kernel lists it as: 1 to 15 letters, digits, dots and underscores
 * @param instructions one number for eight bytes in little endian
 * @param maps where descriptors of maps belong
 * @param type what it is for
 * @param frags whether it copes with frames in several buffers ({@code BPF_F_XDP_HAS_FRAGS}, Linux 5.18)
 */
public record Program(String name, List<Long> instructions, List<Relocation> maps, Type type, boolean frags) {
    /** {@code BPF_OBJ_NAME_LEN} less the zero byte. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1,15}");

    /** Where a program is run, which decides what its context is and what its result means. */
    public enum Type {
        /** On what an interface receives, before the kernel makes a packet of it: {@code struct xdp_md}. */
        XDP,
        /** On packets at an interface, by tc or TCX: {@code struct __sk_buff}. */
        SCHED_CLS
    }

    /** Copies the lists; checks the name. */
    public Program {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a BPF program has 1 to 15 letters, digits, \".\" and \"_\","
                    + " which \"" + name + "\" has not");
        }
        if (frags && type != Type.XDP) {
            throw new IllegalArgumentException("frames in several buffers are a matter of XDP, not of " + type);
        }
        instructions = List.copyOf(instructions);
        maps = List.copyOf(maps);
    }

    /** The same for frames in several buffers. */
    public Program withFrags() {
        return new Program(name, instructions, maps, type, true);
    }

    /** Names of all maps that it needs. */
    public Set<String> mapNames() {
        return maps.stream().map(Relocation::map).collect(Collectors.toUnmodifiableSet());
    }
}
