package io.weir.kernel.io;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What an engine has done since it was opened. Only the engine's owner adds; any thread may read, and may see values
 * that are a little old.
 */
public final class PacketIoCounters {
    /** One figure. */
    public static final class Figure {
        private final AtomicLong value = new AtomicLong();

        private Figure() {}

        /** Adds; by the owner only. */
        public void add(long count) {
            value.setOpaque(value.getPlain() + count);
        }

        /** The value. */
        public long value() {
            return value.getOpaque();
        }
    }

    /** Frames handed to the worker. */
    public final Figure received = new Figure();

    /** Their bytes. */
    public final Figure receivedBytes = new Figure();

    /** Frames given to the kernel to send. */
    public final Figure transmitted = new Figure();

    /** Their bytes. */
    public final Figure transmittedBytes = new Figure();

    /** Frames the kernel had no room for in the receive queue. */
    public final Figure receiveFull = new Figure();

    /** Frames that arrived cut off, because the kernel had no room for all of a large one. */
    public final Figure receiveTruncated = new Figure();

    /** Frames dropped because the transmit queue was full. */
    public final Figure transmitFull = new Figure();

    /** Frames the kernel refused to send. */
    public final Figure transmitRefused = new Figure();

    /** Frames put back into the host's stack, where an engine takes them away from it. */
    public final Figure passed = new Figure();

    /** Frames for the host's stack that it would not take, or that were too many. */
    public final Figure passRefused = new Figure();

    /** All zero. */
    public PacketIoCounters() {}
}
