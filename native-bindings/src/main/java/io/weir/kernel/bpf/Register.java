package io.weir.kernel.bpf;

/** The eleven 64-bit registers of RFC 9669, section 2.1. */
public enum Register {
    /** Result of a call, and of the program when it exits; a call destroys it. */
    R0(0),
    /** First argument of a call, which destroys it; the program's context at its start. */
    R1(1),
    /** Second argument of a call, which destroys it. */
    R2(2),
    /** Third argument of a call, which destroys it. */
    R3(3),
    /** Fourth argument of a call, which destroys it. */
    R4(4),
    /** Fifth argument of a call, which destroys it. */
    R5(5),
    /** Survives calls. */
    R6(6),
    /** Survives calls. */
    R7(7),
    /** Survives calls. */
    R8(8),
    /** Survives calls. */
    R9(9),
    /** Where the stack of 512 bytes ends, which grows down from it; cannot be written. */
    R10(10);

    private final int number;

    Register(int number) {
        this.number = number;
    }

    /** As in an instruction, 0 to 10. */
    int number() {
        return number;
    }
}
