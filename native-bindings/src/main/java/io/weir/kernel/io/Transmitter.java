package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;

/** How frames leave by one link. Counts what it could not send. */
interface Transmitter extends AutoCloseable {
    /** Takes a frame, with its {@code virtio_net_hdr} in front. Its memory is in use until {@link #settle}. */
    void add(MemorySegment segment, long base, int length);

    /** The memory of all frames is the caller's again. */
    void settle();

    /** Takes a frame whose memory is the caller's again when this returns; whether there was room. */
    boolean send(MemorySegment segment, long base, int length);

    /** Sends what waits. */
    void flush();

    @Override
    void close();
}
