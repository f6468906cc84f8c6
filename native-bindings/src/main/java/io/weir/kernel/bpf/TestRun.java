package io.weir.kernel.bpf;

/** What a program did with a frame in a test run. */
public final class TestRun {
    /** The program failed, or says so: drop, and count it. */
    public static final int XDP_ABORTED = 0;

    /** Drop. */
    public static final int XDP_DROP = 1;

    /** To the host's network stack. */
    public static final int XDP_PASS = 2;

    /** Out of the interface it came in by. */
    public static final int XDP_TX = 3;

    /** To where the program said: another interface, or a socket. */
    public static final int XDP_REDIRECT = 4;

    /** Of a program at tc: as if there were none; also TCX_NEXT, the next program's turn. */
    public static final int TC_ACT_UNSPEC = -1;

    /** Of a program at tc: on to the host's network stack, without the programs behind it. */
    public static final int TC_ACT_OK = 0;

    /** Of a program at tc: drop. */
    public static final int TC_ACT_SHOT = 2;

    private final int verdict;
    private final byte[] frame;
    private final long nanoseconds;

    TestRun(int verdict, byte[] frame, long nanoseconds) {
        this.verdict = verdict;
        this.frame = frame;
        this.nanoseconds = nanoseconds;
    }

    /** What the program returned, one of the numbers here. */
    public int verdict() {
        return verdict;
    }

    /** The frame as the program left it. */
    public byte[] frame() {
        return frame.clone();
    }

    /** How long one run took, in nanoseconds; the mean when there were several. */
    public long nanoseconds() {
        return nanoseconds;
    }
}
