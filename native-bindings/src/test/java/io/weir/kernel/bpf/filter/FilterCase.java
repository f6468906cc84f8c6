package io.weir.kernel.bpf.filter;

/** A frame, and what it is at tc and at XDP. */
final class FilterCase {
    private final String name;
    private final byte[] frame;
    private final Outcome atTc;
    private final Outcome atXdp;

    FilterCase(String name, byte[] frame, Outcome atTc, Outcome atXdp) {
        this.name = name;
        this.frame = frame.clone();
        this.atTc = atTc;
        this.atXdp = atXdp;
    }

    String name() {
        return name;
    }

    byte[] frame() {
        return frame.clone();
    }

    Outcome atTc() {
        return atTc;
    }

    Outcome atXdp() {
        return atXdp;
    }

    @Override
    public String toString() {
        return name;
    }
}
