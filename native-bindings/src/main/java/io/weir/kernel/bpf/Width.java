package io.weir.kernel.bpf;

/** How many bytes a load or store moves (RFC 9669, section 5.1). */
public enum Width {
    /** {@code u8}. */
    BYTE(Opcode.B, 1),
    /** {@code u16}. */
    HALF(Opcode.H, 2),
    /** {@code u32}. */
    WORD(Opcode.W, 4),
    /** {@code u64}. */
    DOUBLE(Opcode.DW, 8);

    private final int code;
    private final int bytes;

    Width(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }

    /** Its type in C. */
    String type() {
        return "u" + bytes * Byte.SIZE;
    }
}
