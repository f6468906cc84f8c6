package io.weir.kernel.netlink;

/**
 * What the kernel knows of a neighbour, {@code NUD_…} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/neighbour.h">linux/neighbour.h</a>.
 */
public enum NeighbourState {
    /** Nothing is known, and nobody asks. */
    NONE(0x00),
    /** Asked, not answered yet. */
    INCOMPLETE(0x01),
    /** Answered a short while ago. */
    REACHABLE(0x02),
    /** Answered some time ago; asked again when it is used. */
    STALE(0x04),
    /** Used while stale; asked soon. */
    DELAY(0x08),
    /** Being asked again. */
    PROBE(0x10),
    /** Did not answer. */
    FAILED(0x20),
    /** Of a link that does not resolve addresses. */
    NOARP(0x40),
    /** Set by somebody, for good. */
    PERMANENT(0x80);

    private final int bit;

    NeighbourState(int bit) {
        this.bit = bit;
    }

    /** The kernel's number, one bit of eight or 0. */
    public int bit() {
        return bit;
    }

    /** Whether the kernel sends to the hardware address it has: {@code NUD_VALID}. */
    public boolean valid() {
        return switch (this) {
            case REACHABLE, STALE, DELAY, PROBE, NOARP, PERMANENT -> true;
            case NONE, INCOMPLETE, FAILED -> false;
        };
    }

    /** The state with this number; NONE for one that Linux does not define. */
    static NeighbourState of(int bit) {
        for (NeighbourState state : values()) {
            if (state.bit == bit) {
                return state;
            }
        }
        return NONE;
    }
}
