package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;

/** The host's own stack, as a place to put frames that an engine took away from it. One worker's. */
public interface HostDelivery extends AutoCloseable {
    /**
     * Hands a frame over as if it had just arrived by an interface of the calling thread's network namespace. Its bytes
     * are the caller's again when this returns.
     *
     * @param link a place in {@link PacketIo#links()}
     * @return whether the host took it
     */
    boolean deliver(int link, MemorySegment segment, long base, int length);

    @Override
    void close();
}
