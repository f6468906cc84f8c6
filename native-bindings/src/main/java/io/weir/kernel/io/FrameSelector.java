package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;

/** Which frames a {@link PcapRecording} takes. Asked on the packet path: no allocation, no lock. */
public interface FrameSelector {
    /** Whether to record frame {@code i} as it arrived. */
    default boolean arrived(FrameBatch batch, int i) {
        return false;
    }

    /** Whether to record frame {@code i} as it is after its verdict: rewritten, if it is transmitted. */
    default boolean decided(FrameBatch batch, int i) {
        return false;
    }

    /** Whether to record a copy that had to wait and is dropped. */
    default boolean dropped(MemorySegment segment, long base, int length, int reason) {
        return false;
    }

    /** Whether to record a frame that the worker made and sends. */
    default boolean made(int link, MemorySegment segment, long base, int length) {
        return false;
    }
}
