package io.weir.kernel.io;

/** What an operation of the engine is, in its user data: a kind in the upper half, a number in the lower. */
final class UringTag {
    /** Receives; the number of the link. */
    static final int RECEIVE = 1;
    /** Sends; the place in {@link UringSends}. */
    static final int SEND = 2;
    /** Watches for {@link PacketIo#wakeup}. */
    static final int WAKE = 3;
    /** Ends the others. */
    static final int CANCEL = 4;

    private UringTag() {}

    static long of(int kind, int number) {
        return (long) kind << Integer.SIZE | number;
    }

    static int kind(long tag) {
        return (int) (tag >>> Integer.SIZE);
    }

    static int number(long tag) {
        return (int) tag;
    }
}
