package io.weir.kernel.bpf;

import java.util.List;
import java.util.stream.LongStream;

/** Programs written as the kernel takes them, so that a mistake of an assembler is none of the tests'. */
final class Encodings {
    static final long EXIT = instruction(0x95, 0, 0, 0, 0);

    private Encodings() {}

    static long instruction(int opcode, int destination, int source, int offset, int immediate) {
        return opcode | (long) (source << 4 | destination) << 8 | (offset & 0xffffL) << 16 | (long) immediate << 32;
    }

    /** {@code r = number}. */
    static long move(int register, int number) {
        return instruction(0xb7, register, 0, 0, number);
    }

    static List<Long> list(long... instructions) {
        return LongStream.of(instructions).boxed().toList();
    }

    /** {@code return verdict}. */
    static Program returning(String name, Program.Type type, int verdict) {
        return new Program(name, list(move(0, verdict), EXIT), List.of(), type, false);
    }
}
