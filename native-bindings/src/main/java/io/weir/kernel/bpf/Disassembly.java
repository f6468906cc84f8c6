package io.weir.kernel.bpf;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Programs as text, in the notation of the kernel's verifier, of llvm-objdump and of llvm-mc. Offsets of jumps count
 * from the instruction behind.
 */
public final class Disassembly {
    private Disassembly() {}

    /** One line an instruction: its index, its bytes as eight numbers, and what it means. */
    public static String of(Program program) {
        Map<Integer, String> maps =
                program.maps().stream().collect(Collectors.toMap(Relocation::instruction, Relocation::map));
        StringBuilder listing = new StringBuilder();
        List<Long> instructions = program.instructions();
        for (int at = 0; at < instructions.size(); at++) {
            Instruction instruction = Instruction.decode(instructions.get(at));
            String text;
            if (maps.containsKey(at)) {
                text = register('r', instruction.to()) + " = &" + maps.get(at);
            } else if (instruction.isWide() && at + 1 < instructions.size()) {
                text = wide(instruction, Instruction.decode(instructions.get(at + 1)));
            } else {
                text = line(instruction);
            }
            line(listing, at, instructions.get(at), text);
            if (instruction.isWide() && at + 1 < instructions.size()) {
                at++;
                line(listing, at, instructions.get(at), "");
            }
        }
        return listing.toString();
    }

    private static void line(StringBuilder listing, int at, long encoded, String text) {
        listing.append("%5d: %s  %s".formatted(at, bytes(encoded), text).stripTrailing())
                .append('\n');
    }

    /** In the order of memory. */
    static String bytes(long encoded) {
        StringBuilder bytes = new StringBuilder();
        for (int at = 0; at < Long.BYTES; at++) {
            bytes.append(at == 0 ? "" : " ").append("%02x".formatted((encoded >>> (at * Byte.SIZE)) & 0xff));
        }
        return bytes.toString();
    }

    private static String wide(Instruction first, Instruction second) {
        long value = ((long) second.constant() << Integer.SIZE) | (first.constant() & 0xffffffffL);
        return register('r', first.to()) + " = " + value + " ll";
    }

    /** An instruction by itself. */
    static String line(Instruction instruction) {
        return switch (instruction.code() & Opcode.CLASS_BITS) {
            case Opcode.ALU64 -> arithmetic(instruction, 'r');
            case Opcode.ALU -> arithmetic(instruction, 'w');
            case Opcode.JMP, Opcode.JMP32 -> jump(instruction, "%+d".formatted(instruction.offset()));
            case Opcode.LDX ->
                isMemory(instruction)
                        ? register('r', instruction.to()) + " = " + memory(instruction, instruction.from())
                        : unknown(instruction);
            case Opcode.ST ->
                isMemory(instruction)
                        ? memory(instruction, instruction.to()) + " = " + instruction.constant()
                        : unknown(instruction);
            case Opcode.STX -> store(instruction);
            default ->
                instruction.isWide()
                        ? register('r', instruction.to()) + " = " + instruction.constant() + " ll"
                        : unknown(instruction);
        };
    }

    private static boolean isMemory(Instruction instruction) {
        return (instruction.code() & Opcode.MODE_BITS) == Opcode.MEM;
    }

    private static String store(Instruction instruction) {
        String from = register('r', instruction.from());
        if (isMemory(instruction)) {
            return memory(instruction, instruction.to()) + " = " + from;
        }
        boolean atomicAdd =
                (instruction.code() & Opcode.MODE_BITS) == Opcode.ATOMIC && instruction.constant() == Opcode.ADD;
        return atomicAdd ? "lock " + memory(instruction, instruction.to()) + " += " + from : unknown(instruction);
    }

    private static String arithmetic(Instruction instruction, char kind) {
        String to = register(kind, instruction.to());
        boolean constant = (instruction.code() & Opcode.SOURCE_BIT) == Opcode.K;
        String from = constant ? Integer.toString(instruction.constant()) : register(kind, instruction.from());
        int operation = instruction.code() & Opcode.OPERATION_BITS;
        return switch (operation) {
            case Opcode.MOV -> to + " = " + from;
            case Opcode.NEG -> to + " = -" + to;
            case Opcode.END -> {
                String wide = register('r', instruction.to());
                yield wide + " = " + (constant ? "le" : "be") + instruction.constant() + " " + wide;
            }
            default ->
                Arrays.stream(Operation.values())
                        .filter(each -> each.code() == operation)
                        .findFirst()
                        .map(each -> to + " " + each.text() + " " + from)
                        .orElseGet(() -> unknown(instruction));
        };
    }

    /** A jump to a place, or a call or exit. */
    static String jump(Instruction instruction, String place) {
        char kind = (instruction.code() & Opcode.CLASS_BITS) == Opcode.JMP ? 'r' : 'w';
        int operation = instruction.code() & Opcode.OPERATION_BITS;
        return switch (operation) {
            case Opcode.JA -> "goto " + place;
            case Opcode.CALL -> "call " + instruction.constant();
            case Opcode.EXIT -> "exit";
            default ->
                Arrays.stream(Condition.values())
                        .filter(each -> each.code() == operation)
                        .findFirst()
                        .map(each -> "if " + register(kind, instruction.to()) + " " + each.text() + " "
                                + ((instruction.code() & Opcode.SOURCE_BIT) == Opcode.K
                                        ? instruction.constant()
                                        : register(kind, instruction.from()))
                                + " goto " + place)
                        .orElseGet(() -> unknown(instruction));
        };
    }

    private static String memory(Instruction instruction, int base) {
        int bits = instruction.code() & Opcode.WIDTH_BITS;
        String type = Arrays.stream(Width.values())
                .filter(each -> each.code() == bits)
                .findFirst()
                .orElseThrow()
                .type();
        int offset = instruction.offset();
        String sign = offset < 0 ? " - " : " + ";
        return "*(" + type + " *)(" + register('r', base) + sign + Math.abs(offset) + ")";
    }

    private static String register(char kind, int number) {
        return kind + Integer.toString(number);
    }

    private static String unknown(Instruction instruction) {
        return "unknown 0x%02x".formatted(instruction.code());
    }
}
