package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;

/** Is handed frames that were kept for it. */
@FunctionalInterface
public interface FrameReceiver {
    /**
     * Takes one frame, whose bytes are the receiver's until it returns.
     *
     * @param segment native memory
     * @param base where the frame starts; {@link io.weir.kernel.io.FrameBatch#HEADROOM} bytes in front are free
     * @param length bytes of the frame
     * @param link the link it came by
     * @param flags the giver's own, such as whether its checksum is unfinished
     */
    void frame(MemorySegment segment, long base, int length, int link, int flags);
}
