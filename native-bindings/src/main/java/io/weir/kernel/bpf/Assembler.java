package io.weir.kernel.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Program}, an instruction a call. The right operand of arithmetic, of a comparison and of a store is a
 * register or a constant of 32 bits with sign. Where a name ends in 32, the low halves of registers are meant, and a
 * result's high half becomes zero.
 *
 * <p>Jumps go to labels, forward or backward; the kernel takes loops that it can see the end of (Linux 5.3). Mistakes
 * are told when the program is put together, with the instruction and the label they are in.
 */
public final class Assembler {
    private static final int[] SWAPPED_BITS = {16, 32, 64};

    private final String name;
    private final Program.Type type;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Relocation> maps = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** An instruction, and the label it jumps to. */
    private record Slot(Instruction instruction, @Nullable String target) {}

    /**
     * An empty program.
     *
     * @param name see {@link Program}
     * @param type see {@link Program}
     */
    public Assembler(String name, Program.Type type) {
        this.name = name;
        this.type = type;
    }

    /** Names the place of the instruction that follows. */
    public Assembler label(String label) {
        if (label.isEmpty() || labels.putIfAbsent(label, slots.size()) != null) {
            throw new IllegalArgumentException("instruction " + slots.size() + ": label \"" + label + "\" is "
                    + (label.isEmpty() ? "empty" : "set twice, first at instruction " + labels.get(label)));
        }
        return this;
    }

    /** {@code to = from}. */
    public Assembler move(Register to, Register from) {
        return write(Opcode.ALU64 | Opcode.MOV | Opcode.X, to, from, 0, 0);
    }

    /** {@code to = value}, with its sign. */
    public Assembler move(Register to, int value) {
        return write(Opcode.ALU64 | Opcode.MOV | Opcode.K, to, Register.R0, 0, value);
    }

    /** {@code to = (u32) from}. */
    public Assembler move32(Register to, Register from) {
        return write(Opcode.ALU | Opcode.MOV | Opcode.X, to, from, 0, 0);
    }

    /** {@code to = (u32) value}. */
    public Assembler move32(Register to, int value) {
        return write(Opcode.ALU | Opcode.MOV | Opcode.K, to, Register.R0, 0, value);
    }

    /** {@code to = value}, in two instructions. */
    public Assembler moveLong(Register to, long value) {
        write(Opcode.LD | Opcode.IMM | Opcode.DW, to, Register.R0, 0, (int) value);
        return add(new Instruction(0, 0, 0, 0, (int) (value >>> Integer.SIZE)), null);
    }

    /** {@code to = &map}, in two instructions. */
    public Assembler moveMap(Register to, String map) {
        maps.add(new Relocation(slots.size(), map));
        check(to, "&" + map);
        add(new Instruction(Opcode.LD | Opcode.IMM | Opcode.DW, to.number(), Opcode.PSEUDO_MAP_FD, 0, 0), null);
        return add(new Instruction(0, 0, 0, 0, 0), null);
    }

    /** {@code to = *(width *) (base + offset)}; the high bits become zero. */
    public Assembler load(Width width, Register to, Register base, int offset) {
        return write(Opcode.LDX | Opcode.MEM | width.code(), to, base, offset, 0);
    }

    /** {@code *(width *) (base + offset) = from}. */
    public Assembler store(Width width, Register base, int offset, Register from) {
        return add(Opcode.STX | Opcode.MEM | width.code(), base, from, offset, 0);
    }

    /** {@code *(width *) (base + offset) = value}, with its sign. */
    public Assembler store(Width width, Register base, int offset, int value) {
        return add(Opcode.ST | Opcode.MEM | width.code(), base, Register.R0, offset, value);
    }

    /**
     * {@code __sync_fetch_and_add((width *) (base + offset), from)}, whose result is lost.
     *
     * @param width WORD or DOUBLE
     */
    public Assembler atomicAdd(Width width, Register base, int offset, Register from) {
        if (width != Width.WORD && width != Width.DOUBLE) {
            throw new IllegalArgumentException(
                    "instruction " + slots.size() + ": atomic addition is of 4 or 8 bytes, not of " + width.bytes());
        }
        return add(Opcode.STX | Opcode.ATOMIC | width.code(), base, from, offset, Opcode.ADD);
    }

    /** {@code to operation from}, 64 bits. */
    public Assembler compute(Operation operation, Register to, Register from) {
        return write(Opcode.ALU64 | operation.code() | Opcode.X, to, from, 0, 0);
    }

    /** {@code to operation value}, 64 bits. */
    public Assembler compute(Operation operation, Register to, int value) {
        return write(Opcode.ALU64 | operation.code() | Opcode.K, to, Register.R0, 0, value);
    }

    /** {@code to operation from}, 32 bits. */
    public Assembler compute32(Operation operation, Register to, Register from) {
        return write(Opcode.ALU | operation.code() | Opcode.X, to, from, 0, 0);
    }

    /** {@code to operation value}, 32 bits. */
    public Assembler compute32(Operation operation, Register to, int value) {
        return write(Opcode.ALU | operation.code() | Opcode.K, to, Register.R0, 0, value);
    }

    /** {@code to = -to}, 64 bits. */
    public Assembler negate(Register to) {
        return write(Opcode.ALU64 | Opcode.NEG, to, Register.R0, 0, 0);
    }

    /**
     * {@code to = htobe16(to)}, {@code htobe32(to)} or {@code htobe64(to)}; the bits above become zero.
     *
     * @param bits 16, 32 or 64
     */
    public Assembler toBigEndian(Register to, int bits) {
        return endian(Opcode.X, to, bits);
    }

    /** {@code to = htole16(to)} and so on: on our machines only the bits above become zero. */
    public Assembler toLittleEndian(Register to, int bits) {
        return endian(Opcode.K, to, bits);
    }

    private Assembler endian(int order, Register to, int bits) {
        for (int swapped : SWAPPED_BITS) {
            if (bits == swapped) {
                return write(Opcode.ALU | Opcode.END | order, to, Register.R0, 0, bits);
            }
        }
        throw new IllegalArgumentException(
                "instruction " + slots.size() + ": bytes of 16, 32 or 64 bits can change order, not of " + bits);
    }

    /** {@code goto label}. */
    public Assembler jump(String label) {
        return add(new Instruction(Opcode.JMP | Opcode.JA, 0, 0, 0, 0), label);
    }

    /** {@code if (left condition right) goto label}, 64 bits. */
    public Assembler jumpIf(Register left, Condition condition, Register right, String label) {
        return jump(Opcode.JMP | condition.code() | Opcode.X, left, right, 0, label);
    }

    /** {@code if (left condition value) goto label}, 64 bits. */
    public Assembler jumpIf(Register left, Condition condition, int value, String label) {
        return jump(Opcode.JMP | condition.code() | Opcode.K, left, Register.R0, value, label);
    }

    /** {@code if ((u32) left condition (u32) right) goto label}; Linux 5.1. */
    public Assembler jumpIf32(Register left, Condition condition, Register right, String label) {
        return jump(Opcode.JMP32 | condition.code() | Opcode.X, left, right, 0, label);
    }

    /** {@code if ((u32) left condition (u32) value) goto label}; Linux 5.1. */
    public Assembler jumpIf32(Register left, Condition condition, int value, String label) {
        return jump(Opcode.JMP32 | condition.code() | Opcode.K, left, Register.R0, value, label);
    }

    /** {@code r0 = helper(r1, r2, r3, r4, r5)}, of which it takes as many as it has arguments. */
    public Assembler call(Helper helper) {
        return add(new Instruction(Opcode.JMP | Opcode.CALL, 0, 0, 0, helper.number()), null);
    }

    /** {@code return r0}. */
    public Assembler exit() {
        return add(new Instruction(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0), null);
    }

    /** An instruction that changes a register. */
    private Assembler write(int code, Register to, Register from, int offset, int constant) {
        check(to, Disassembly.line(new Instruction(code, to.number(), from.number(), offset, constant)));
        return add(code, to, from, offset, constant);
    }

    private void check(Register to, String text) {
        if (to == Register.R10) {
            throw new IllegalArgumentException("instruction " + slots.size() + ", " + text
                    + ": r10 is where the stack ends and cannot be written; r0 to r9 can");
        }
    }

    private Assembler jump(int code, Register left, Register right, int constant, String label) {
        return add(new Instruction(code, left.number(), right.number(), 0, constant), label);
    }

    private Assembler add(int code, Register to, Register from, int offset, int constant) {
        Instruction instruction = new Instruction(code, to.number(), from.number(), offset, constant);
        if (offset != (short) offset) {
            throw new IllegalArgumentException("instruction " + slots.size() + ", " + Disassembly.line(instruction)
                    + ": an offset is -32768 to 32767, not " + offset);
        }
        return add(instruction, null);
    }

    private Assembler add(Instruction instruction, @Nullable String target) {
        slots.add(new Slot(instruction, target));
        return this;
    }

    /**
     * Puts the program together.
     *
     * @throws IllegalStateException if a jump has no label, or one that it cannot reach
     */
    public Program assemble() {
        List<Long> encoded = new ArrayList<>(slots.size());
        for (int at = 0; at < slots.size(); at++) {
            Slot slot = slots.get(at);
            String target = slot.target();
            Instruction instruction = target == null ? slot.instruction() : resolve(at, slot.instruction(), target);
            encoded.add(instruction.encode());
        }
        return new Program(name, encoded, maps, type, false);
    }

    private Instruction resolve(int at, Instruction jump, String target) {
        String where = "program " + name + ", instruction " + at + ", " + Disassembly.jump(jump, target) + ": ";
        Integer label = labels.get(target);
        if (label == null) {
            throw new IllegalStateException(where + "there is no label \"" + target + "\"");
        }
        if (label == slots.size()) {
            throw new IllegalStateException(where + "label \"" + target + "\" is behind the last instruction");
        }
        int distance = label - at - 1;
        if (distance != (short) distance) {
            throw new IllegalStateException(where + "label \"" + target + "\" is " + distance
                    + " instructions away, and a jump reaches -32768 to 32767");
        }
        return new Instruction(jump.code(), jump.to(), jump.from(), distance, jump.constant());
    }
}
