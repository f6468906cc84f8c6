package io.weir.kernel.io;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What an engine has done since it was opened. Only the engine's owner adds; any thread may read, and may see values
 * that are a little old.
 */
public final class PacketIoCounters {
    /** One figure. */
    public enum Figure {
        /** Frames handed to the worker. */
        RECEIVED,
        /** Their bytes. */
        RECEIVED_BYTES,
        /** Frames given to the kernel to send. */
        TRANSMITTED,
        /** Their bytes. */
        TRANSMITTED_BYTES,
        /** Frames the kernel had no room for in the receive queue. */
        RECEIVE_FULL,
        /** Frames that arrived cut off, because the kernel had no room for all of a large one. */
        RECEIVE_TRUNCATED,
        /** Frames dropped because the transmit queue was full. */
        TRANSMIT_FULL,
        /** Frames the kernel refused to send. */
        TRANSMIT_REFUSED
    }

    private final AtomicLongArray values = new AtomicLongArray(Figure.values().length);

    /** All zero. */
    public PacketIoCounters() {}

    /** Adds to a figure; by the owner only. */
    public void add(Figure figure, long count) {
        int i = figure.ordinal();
        values.setOpaque(i, values.getPlain(i) + count);
    }

    /** A figure. */
    public long of(Figure figure) {
        return values.getOpaque(figure.ordinal());
    }
}
