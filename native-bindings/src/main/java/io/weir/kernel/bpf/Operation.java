package io.weir.kernel.bpf;

/** Arithmetic on registers, by the C it means (RFC 9669, section 4.1). It is unsigned and wraps around. */
public enum Operation {
    /** {@code to += from}. */
    ADD(Opcode.ADD, "+="),
    /** {@code to -= from}. */
    SUBTRACT(Opcode.SUB, "-="),
    /** {@code to *= from}. */
    MULTIPLY(Opcode.MUL, "*="),
    /** {@code to = from ? to / from : 0}. */
    DIVIDE(Opcode.DIV, "/="),
    /** {@code to |= from}. */
    OR(Opcode.OR, "|="),
    /** {@code to &= from}. */
    AND(Opcode.AND, "&="),
    /** {@code to <<= from & 63}, or {@code & 31} of 32 bits. */
    SHIFT_LEFT(Opcode.LSH, "<<="),
    /** {@code to >>= from & 63}, or {@code & 31} of 32 bits; zeros come in. */
    SHIFT_RIGHT(Opcode.RSH, ">>="),
    /** {@code to = from ? to % from : to}. */
    MODULO(Opcode.MOD, "%="),
    /** {@code to ^= from}. */
    XOR(Opcode.XOR, "^="),
    /** {@code (s64) to >>= from & 63}, or {@code (s32)} and {@code & 31}; copies of the sign come in. */
    SHIFT_RIGHT_SIGNED(Opcode.ARSH, "s>>=");

    private final int code;
    private final String text;

    Operation(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
