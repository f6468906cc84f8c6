package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Locale;

/**
 * A classic BPF program, made by {@link ClassicBpfAssembler}: for a socket's filter, how many bytes of a frame are
 * received; for a fanout, which member receives it.
 *
 * <p>The machine has an accumulator A, an index X, and 16 words of memory M, all 32 bits unsigned. A load outside the
 * frame ends the program with 0. See
 * <a href="https://docs.kernel.org/networking/filter.html">docs.kernel.org/networking/filter.html</a>.
 */
public final class ClassicBpf {
    /** {@code struct sock_fprog} of linux/filter.h. */
    static final StructLayout SOCK_FPROG = MemoryLayout.structLayout(
            JAVA_SHORT.withName("len"), MemoryLayout.paddingLayout(6), ADDRESS.withName("filter"));

    private static final long FPROG_FILTER = SOCK_FPROG.byteOffset(PathElement.groupElement("filter"));

    private final long[] instructions;

    /** Each instruction as the machine's word of a {@code struct sock_filter}, little endian: code, jt, jf, k. */
    ClassicBpf(long[] instructions) {
        this.instructions = instructions;
    }

    /** Instructions, 1 to 4,096. */
    public int size() {
        return instructions.length;
    }

    /** {@code code} of an instruction. */
    public int code(int i) {
        return (int) instructions[i] & 0xffff;
    }

    /** How many instructions are skipped when a condition holds. */
    public int skipIfTrue(int i) {
        return (int) (instructions[i] >>> 16) & 0xff;
    }

    /** How many instructions are skipped when it does not. */
    public int skipIfFalse(int i) {
        return (int) (instructions[i] >>> 24) & 0xff;
    }

    /** The constant of an instruction. */
    public int constant(int i) {
        return (int) (instructions[i] >>> 32);
    }

    static long encode(int code, int skipIfTrue, int skipIfFalse, int constant) {
        return code | (long) skipIfTrue << 16 | (long) skipIfFalse << 24 | (long) constant << 32;
    }

    /** A {@code struct sock_fprog} and what it points to; the kernel copies both. */
    MemorySegment sockFprog(Arena arena) {
        // Both architectures we run on are little endian.
        MemorySegment filter = arena.allocateFrom(JAVA_LONG, instructions);
        MemorySegment program = arena.allocate(SOCK_FPROG);
        program.set(JAVA_SHORT, 0, (short) instructions.length);
        program.set(ADDRESS, FPROG_FILTER, filter);
        return program;
    }

    /** The listing: one instruction a line, with its number, as {@code bpf_asm} and {@code tcpdump -d} write it. */
    @Override
    public String toString() {
        StringBuilder listing = new StringBuilder();
        for (int i = 0; i < instructions.length; i++) {
            listing.append(String.format(Locale.ROOT, "(%03d) %s%n", i, line(i)));
        }
        return listing.toString();
    }

    private String line(int i) {
        String k = text(constant(i));
        int code = code(i);
        int mode = code & 0xe0;
        return switch (code & 0x07) {
            case Bpf.BPF_LD -> load("ld" + width(code), mode, k);
            case Bpf.BPF_LDX -> load("ldx" + width(code), mode, k);
            case Bpf.BPF_ST -> "st M[" + k + "]";
            case Bpf.BPF_STX -> "stx M[" + k + "]";
            case Bpf.BPF_ALU -> arithmetic(code, k);
            case Bpf.BPF_JMP -> jump(i, code, k);
            case Bpf.BPF_RET -> (code & 0x18) == Bpf.BPF_A ? "ret a" : "ret #" + k;
            default -> (code & 0xf8) == Bpf.BPF_TXA ? "txa" : "tax";
        };
    }

    private static String load(String mnemonic, int mode, String k) {
        return switch (mode) {
            case Bpf.BPF_IMM -> mnemonic + " #" + k;
            case Bpf.BPF_ABS -> mnemonic + " [" + k + "]";
            case Bpf.BPF_IND -> mnemonic + " [x + " + k + "]";
            case Bpf.BPF_MEM -> mnemonic + " M[" + k + "]";
            case Bpf.BPF_LEN -> mnemonic + " len";
            default -> mnemonic + " 4*([" + k + "]&0xf)";
        };
    }

    private static String width(int code) {
        return switch (code & 0x18) {
            case Bpf.BPF_H -> "h";
            case Bpf.BPF_B -> "b";
            default -> "";
        };
    }

    private static String arithmetic(int code, String k) {
        String operand = (code & Bpf.BPF_X) == 0 ? " #" + k : " x";
        return switch (code & 0xf0) {
            case Bpf.BPF_ADD -> "add" + operand;
            case Bpf.BPF_SUB -> "sub" + operand;
            case Bpf.BPF_MUL -> "mul" + operand;
            case Bpf.BPF_DIV -> "div" + operand;
            case Bpf.BPF_OR -> "or" + operand;
            case Bpf.BPF_AND -> "and" + operand;
            case Bpf.BPF_LSH -> "lsh" + operand;
            case Bpf.BPF_RSH -> "rsh" + operand;
            case Bpf.BPF_NEG -> "neg";
            case Bpf.BPF_MOD -> "mod" + operand;
            default -> "xor" + operand;
        };
    }

    private String jump(int i, int code, String k) {
        if ((code & 0xf0) == Bpf.BPF_JA) {
            return "ja " + (i + 1 + constant(i));
        }
        String operand = (code & Bpf.BPF_X) == 0 ? " #" + k : " x";
        String condition = switch (code & 0xf0) {
            case Bpf.BPF_JEQ -> "jeq";
            case Bpf.BPF_JGT -> "jgt";
            case Bpf.BPF_JGE -> "jge";
            default -> "jset";
        };
        return condition + operand + ", " + (i + 1 + skipIfTrue(i)) + ", " + (i + 1 + skipIfFalse(i));
    }

    private static String text(int constant) {
        return "0x" + Integer.toHexString(constant);
    }
}
