package io.weir.kernel.bpf;

/**
 * One instruction of 64 bits (RFC 9669, section 3); a 64-bit constant takes two.
 *
 * @param code the operation, 8 bits
 * @param to number of the destination register, 4 bits
 * @param from number of the source register, 4 bits
 * @param offset signed, 16 bits
 * @param constant signed, 32 bits
 */
record Instruction(int code, int to, int from, int offset, int constant) {
    private static final int REGISTER_BITS = 4;
    private static final int REGISTER_MASK = 0xf;

    /** As a number that is stored in little endian. */
    long encode() {
        return (code & 0xffL)
                | ((long) (to & REGISTER_MASK) << Byte.SIZE)
                | ((long) (from & REGISTER_MASK) << (Byte.SIZE + REGISTER_BITS))
                | ((offset & 0xffffL) << Short.SIZE)
                | ((long) constant << Integer.SIZE);
    }

    static Instruction decode(long encoded) {
        return new Instruction(
                (int) (encoded & 0xff),
                (int) (encoded >>> Byte.SIZE) & REGISTER_MASK,
                (int) (encoded >>> (Byte.SIZE + REGISTER_BITS)) & REGISTER_MASK,
                (short) (encoded >>> Short.SIZE),
                (int) (encoded >>> Integer.SIZE));
    }

    /** Whether the constant goes on in the next instruction. */
    boolean isWide() {
        return code == (Opcode.LD | Opcode.IMM | Opcode.DW);
    }
}
