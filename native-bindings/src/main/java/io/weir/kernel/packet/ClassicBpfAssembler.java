package io.weir.kernel.packet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link ClassicBpf} program, an instruction a call. Offsets are bytes, loads from the frame are big endian,
 * and arithmetic is unsigned, 32 bits, without overflow errors.
 *
 * <p>Where offset 0 is depends on who runs the program: the Ethernet header for a socket's filter, the network header
 * for a fanout.
 *
 * <p>Jumps go forward, to a label that is set later with {@link #label}; {@link #NEXT} is the instruction that follows.
 */
public final class ClassicBpfAssembler {
    /** The label of the instruction that follows a jump. */
    public static final String NEXT = "";

    private static final int FURTHEST = 255;

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    private record Instruction(int code, int constant, String ifTrue, String ifFalse) {}

    /** An empty program. */
    public ClassicBpfAssembler() {}

    /** Names the place of the instruction that follows. */
    public ClassicBpfAssembler label(String name) {
        if (name.isEmpty() || labels.put(name, instructions.size()) != null) {
            throw new IllegalArgumentException("label \"" + name + "\" is " + (name.isEmpty() ? "empty" : "set twice"));
        }
        return this;
    }

    /** {@code A = 32 bits at offset}. */
    public ClassicBpfAssembler loadWord(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_W | Bpf.BPF_ABS, fromStart(offset));
    }

    /** {@code A = 16 bits at offset}. */
    public ClassicBpfAssembler loadHalf(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_H | Bpf.BPF_ABS, fromStart(offset));
    }

    /** {@code A = byte at offset}. */
    public ClassicBpfAssembler loadByte(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_B | Bpf.BPF_ABS, fromStart(offset));
    }

    /** {@code A = 32 bits at X + offset}. */
    public ClassicBpfAssembler loadWordAtX(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_W | Bpf.BPF_IND, offset);
    }

    /** {@code A = 16 bits at X + offset}. */
    public ClassicBpfAssembler loadHalfAtX(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_H | Bpf.BPF_IND, offset);
    }

    /** {@code A = byte at X + offset}. */
    public ClassicBpfAssembler loadByteAtX(int offset) {
        return add(Bpf.BPF_LD | Bpf.BPF_B | Bpf.BPF_IND, offset);
    }

    /** {@code A = value}. */
    public ClassicBpfAssembler load(int value) {
        return add(Bpf.BPF_LD | Bpf.BPF_IMM, value);
    }

    /** {@code A = bytes of the frame}, from offset 0 on. */
    public ClassicBpfAssembler loadLength() {
        return add(Bpf.BPF_LD | Bpf.BPF_W | Bpf.BPF_LEN, 0);
    }

    /** {@code A = EtherType}, behind VLAN tags that the interface took off; wherever offset 0 is. */
    public ClassicBpfAssembler loadEtherType() {
        return add(Bpf.BPF_LD | Bpf.BPF_H | Bpf.BPF_ABS, Bpf.SKF_AD_OFF + Bpf.SKF_AD_PROTOCOL);
    }

    /** {@code A = 1} if the interface took a VLAN tag off, else 0. */
    public ClassicBpfAssembler loadVlanTagTaken() {
        return add(Bpf.BPF_LD | Bpf.BPF_W | Bpf.BPF_ABS, Bpf.SKF_AD_OFF + Bpf.SKF_AD_VLAN_TAG_PRESENT);
    }

    /** {@code A = M[word]}. */
    public ClassicBpfAssembler loadMemory(int word) {
        return add(Bpf.BPF_LD | Bpf.BPF_MEM, word(word));
    }

    /** {@code X = value}. */
    public ClassicBpfAssembler loadX(int value) {
        return add(Bpf.BPF_LDX | Bpf.BPF_IMM, value);
    }

    /** {@code X = M[word]}. */
    public ClassicBpfAssembler loadXMemory(int word) {
        return add(Bpf.BPF_LDX | Bpf.BPF_MEM, word(word));
    }

    /** {@code X = 4 * (byte at offset & 15)}: the length of the IPv4 header that starts there. */
    public ClassicBpfAssembler loadXHeaderLength(int offset) {
        return add(Bpf.BPF_LDX | Bpf.BPF_B | Bpf.BPF_MSH, fromStart(offset));
    }

    /** {@code M[word] = A}. */
    public ClassicBpfAssembler store(int word) {
        return add(Bpf.BPF_ST, word(word));
    }

    /** {@code M[word] = X}. */
    public ClassicBpfAssembler storeX(int word) {
        return add(Bpf.BPF_STX, word(word));
    }

    /** {@code X = A}. */
    public ClassicBpfAssembler copyToX() {
        return add(Bpf.BPF_MISC | Bpf.BPF_TAX, 0);
    }

    /** {@code A = X}. */
    public ClassicBpfAssembler copyFromX() {
        return add(Bpf.BPF_MISC | Bpf.BPF_TXA, 0);
    }

    /** {@code A = A + value}. */
    public ClassicBpfAssembler add(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_ADD | Bpf.BPF_K, value);
    }

    /** {@code A = A + X}. */
    public ClassicBpfAssembler addX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_ADD | Bpf.BPF_X, 0);
    }

    /** {@code A = A - value}. */
    public ClassicBpfAssembler subtract(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_SUB | Bpf.BPF_K, value);
    }

    /** {@code A = A - X}. */
    public ClassicBpfAssembler subtractX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_SUB | Bpf.BPF_X, 0);
    }

    /** {@code A = A * value}. */
    public ClassicBpfAssembler multiply(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_MUL | Bpf.BPF_K, value);
    }

    /** {@code A = A * X}. */
    public ClassicBpfAssembler multiplyX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_MUL | Bpf.BPF_X, 0);
    }

    /** {@code A = A / value}; the kernel refuses 0. */
    public ClassicBpfAssembler divide(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_DIV | Bpf.BPF_K, notZero(value));
    }

    /** {@code A = A % value}; the kernel refuses 0. */
    public ClassicBpfAssembler modulo(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_MOD | Bpf.BPF_K, notZero(value));
    }

    /** {@code A = A & value}. */
    public ClassicBpfAssembler and(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_AND | Bpf.BPF_K, value);
    }

    /** {@code A = A & X}. */
    public ClassicBpfAssembler andX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_AND | Bpf.BPF_X, 0);
    }

    /** {@code A = A | value}. */
    public ClassicBpfAssembler or(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_OR | Bpf.BPF_K, value);
    }

    /** {@code A = A | X}. */
    public ClassicBpfAssembler orX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_OR | Bpf.BPF_X, 0);
    }

    /** {@code A = A ^ value}. */
    public ClassicBpfAssembler xor(int value) {
        return add(Bpf.BPF_ALU | Bpf.BPF_XOR | Bpf.BPF_K, value);
    }

    /** {@code A = A ^ X}. */
    public ClassicBpfAssembler xorX() {
        return add(Bpf.BPF_ALU | Bpf.BPF_XOR | Bpf.BPF_X, 0);
    }

    /** {@code A = A << bits}, 0 to 31. */
    public ClassicBpfAssembler shiftLeft(int bits) {
        return add(Bpf.BPF_ALU | Bpf.BPF_LSH | Bpf.BPF_K, shift(bits));
    }

    /** {@code A = A >>> bits}, 0 to 31. */
    public ClassicBpfAssembler shiftRight(int bits) {
        return add(Bpf.BPF_ALU | Bpf.BPF_RSH | Bpf.BPF_K, shift(bits));
    }

    /** {@code A = -A}. */
    public ClassicBpfAssembler negate() {
        return add(Bpf.BPF_ALU | Bpf.BPF_NEG, 0);
    }

    /** Goes on at a label. */
    public ClassicBpfAssembler jump(String label) {
        instructions.add(new Instruction(Bpf.BPF_JMP | Bpf.BPF_JA, 0, label, label));
        return this;
    }

    /** Goes on at one label if {@code A == value}, else at the other. */
    public ClassicBpfAssembler jumpIfEqual(int value, String ifTrue, String ifFalse) {
        return jump(Bpf.BPF_JEQ | Bpf.BPF_K, value, ifTrue, ifFalse);
    }

    /** Goes on at one label if {@code A == X}, else at the other. */
    public ClassicBpfAssembler jumpIfEqualX(String ifTrue, String ifFalse) {
        return jump(Bpf.BPF_JEQ | Bpf.BPF_X, 0, ifTrue, ifFalse);
    }

    /** Goes on at one label if {@code A > value}, unsigned, else at the other. */
    public ClassicBpfAssembler jumpIfGreater(int value, String ifTrue, String ifFalse) {
        return jump(Bpf.BPF_JGT | Bpf.BPF_K, value, ifTrue, ifFalse);
    }

    /** Goes on at one label if {@code A >= value}, unsigned, else at the other. */
    public ClassicBpfAssembler jumpIfAtLeast(int value, String ifTrue, String ifFalse) {
        return jump(Bpf.BPF_JGE | Bpf.BPF_K, value, ifTrue, ifFalse);
    }

    /** Goes on at one label if {@code (A & bits) != 0}, else at the other. */
    public ClassicBpfAssembler jumpIfAnyBit(int bits, String ifTrue, String ifFalse) {
        return jump(Bpf.BPF_JSET | Bpf.BPF_K, bits, ifTrue, ifFalse);
    }

    /** Ends with a value. */
    public ClassicBpfAssembler end(int value) {
        return add(Bpf.BPF_RET | Bpf.BPF_K, value);
    }

    /** Ends with the value of A. */
    public ClassicBpfAssembler endWithA() {
        return add(Bpf.BPF_RET | Bpf.BPF_A, 0);
    }

    /** The program. Throws IllegalArgumentException when a label is missing, behind its jump, or too far from it. */
    public ClassicBpf assemble() {
        int size = instructions.size();
        if (size == 0 || size > Bpf.BPF_MAXINSNS || (instructions.get(size - 1).code & 7) != Bpf.BPF_RET) {
            throw new IllegalArgumentException("a program has 1 to 4096 instructions, the last of which ends it");
        }
        long[] encoded = new long[size];
        for (int i = 0; i < size; i++) {
            Instruction instruction = instructions.get(i);
            boolean always = instruction.code == (Bpf.BPF_JMP | Bpf.BPF_JA);
            int most = always ? Bpf.BPF_MAXINSNS : FURTHEST;
            int ifTrue = distance(i, instruction.ifTrue, most);
            int ifFalse = distance(i, instruction.ifFalse, most);
            encoded[i] = always
                    ? ClassicBpf.encode(instruction.code, 0, 0, ifTrue)
                    : ClassicBpf.encode(instruction.code, ifTrue, ifFalse, instruction.constant);
        }
        return new ClassicBpf(encoded);
    }

    private int distance(int from, String label, int most) {
        if (label.isEmpty()) {
            return 0;
        }
        Integer target = labels.get(label);
        if (target == null || target <= from || target >= instructions.size() || target - from - 1 > most) {
            throw new IllegalArgumentException("instruction " + from + " jumps to label \"" + label + "\", which is "
                    + (target == null ? "not set" : "not among the " + (most + 1) + " instructions behind it"));
        }
        return target - from - 1;
    }

    private ClassicBpfAssembler add(int code, int constant) {
        instructions.add(new Instruction(code, constant, NEXT, NEXT));
        return this;
    }

    private ClassicBpfAssembler jump(int condition, int value, String ifTrue, String ifFalse) {
        instructions.add(new Instruction(Bpf.BPF_JMP | condition, value, ifTrue, ifFalse));
        return this;
    }

    private static int fromStart(int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is in front of the frame");
        }
        return offset;
    }

    private static int word(int word) {
        if (word < 0 || word >= Bpf.BPF_MEMWORDS) {
            throw new IllegalArgumentException("no word of memory: " + word);
        }
        return word;
    }

    private static int shift(int bits) {
        if (bits < 0 || bits > 31) {
            throw new IllegalArgumentException("no shift of 32 bits: " + bits);
        }
        return bits;
    }

    private static int notZero(int value) {
        if (value == 0) {
            throw new IllegalArgumentException("division by 0");
        }
        return value;
    }
}
