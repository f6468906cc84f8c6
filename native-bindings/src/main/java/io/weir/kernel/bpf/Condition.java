package io.weir.kernel.bpf;

/** When a conditional jump is taken, by the C it means (RFC 9669, section 4.3). */
public enum Condition {
    /** {@code left == right}. */
    EQUAL(Opcode.JEQ, "=="),
    /** {@code left != right}. */
    NOT_EQUAL(Opcode.JNE, "!="),
    /** {@code left > right}, unsigned. */
    ABOVE(Opcode.JGT, ">"),
    /** {@code left >= right}, unsigned. */
    NOT_BELOW(Opcode.JGE, ">="),
    /** {@code left < right}, unsigned. */
    BELOW(Opcode.JLT, "<"),
    /** {@code left <= right}, unsigned. */
    NOT_ABOVE(Opcode.JLE, "<="),
    /** {@code left > right}, signed. */
    GREATER(Opcode.JSGT, "s>"),
    /** {@code left >= right}, signed. */
    NOT_LESS(Opcode.JSGE, "s>="),
    /** {@code left < right}, signed. */
    LESS(Opcode.JSLT, "s<"),
    /** {@code left <= right}, signed. */
    NOT_GREATER(Opcode.JSLE, "s<="),
    /** {@code (left & right) != 0}. */
    ANY_BIT(Opcode.JSET, "&");

    private final int code;
    private final String text;

    Condition(int code, String text) {
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
