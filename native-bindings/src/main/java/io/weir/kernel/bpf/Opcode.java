package io.weir.kernel.bpf;

/**
 * The numbers an operation code is put together from: RFC 9669, and
 * <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">the kernel's document</a>.
 */
final class Opcode {
    /** Classes: the low three bits. */
    static final int LD = 0x00;

    static final int LDX = 0x01;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU = 0x04;
    static final int JMP = 0x05;
    static final int JMP32 = 0x06;
    static final int ALU64 = 0x07;

    /** Where the right operand comes from: the constant, or the source register. */
    static final int K = 0x00;

    static final int X = 0x08;

    /** Arithmetic: the high four bits in the classes ALU and ALU64. */
    static final int ADD = 0x00;

    static final int SUB = 0x10;
    static final int MUL = 0x20;
    static final int DIV = 0x30;
    static final int OR = 0x40;
    static final int AND = 0x50;
    static final int LSH = 0x60;
    static final int RSH = 0x70;
    static final int NEG = 0x80;
    static final int MOD = 0x90;
    static final int XOR = 0xa0;
    static final int MOV = 0xb0;
    static final int ARSH = 0xc0;
    static final int END = 0xd0;

    /** Jumps: the high four bits in the classes JMP and JMP32. */
    static final int JA = 0x00;

    static final int JEQ = 0x10;
    static final int JGT = 0x20;
    static final int JGE = 0x30;
    static final int JSET = 0x40;
    static final int JNE = 0x50;
    static final int JSGT = 0x60;
    static final int JSGE = 0x70;
    static final int CALL = 0x80;
    static final int EXIT = 0x90;
    static final int JLT = 0xa0;
    static final int JLE = 0xb0;
    static final int JSLT = 0xc0;
    static final int JSLE = 0xd0;

    /** Widths of loads and stores. */
    static final int W = 0x00;

    static final int H = 0x08;
    static final int B = 0x10;
    static final int DW = 0x18;

    /** Modes of loads and stores. */
    static final int IMM = 0x00;

    static final int MEM = 0x60;
    static final int ATOMIC = 0xc0;

    /** {@code BPF_PSEUDO_MAP_FD}: the source register of a 64-bit constant that is a map's descriptor. */
    static final int PSEUDO_MAP_FD = 1;

    /** Bits that tell the class, the arithmetic or jump, the source of the operand, the mode, and the width. */
    static final int CLASS_BITS = 0x07;

    static final int OPERATION_BITS = 0xf0;
    static final int SOURCE_BIT = 0x08;
    static final int MODE_BITS = 0xe0;
    static final int WIDTH_BITS = 0x18;

    private Opcode() {}
}
