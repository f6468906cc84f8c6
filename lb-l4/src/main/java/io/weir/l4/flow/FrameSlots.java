package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies of frames in native memory, each in a place of its own.
 *
 * <pre>
 *    0          4        8         12                54         64
 *   +----------+--------+---------+-----------------+----------+------------------
 *   |  length  |  link  |  flags  |     unused      | headroom |  frame, to 2048
 *   +----------+--------+---------+-----------------+----------+------------------
 * </pre>
 *
 * The headroom is what {@link io.weir.kernel.io.PacketIo#send} wants in front of a frame.
 */
final class FrameSlots {
    static final int LARGEST_FRAME = 2048;

    private static final int LINK = 4;
    private static final int FLAGS = 8;
    private static final int FRAME = 64;
    private static final int BYTES = FRAME + LARGEST_FRAME;
    private static final ValueLayout.OfInt FIELD = ValueLayout.JAVA_INT;

    private final MemorySegment memory;

    FrameSlots(MemorySegment memory) {
        this.memory = memory;
    }

    static long bytes(int slots) {
        return (long) slots * BYTES;
    }

    void copy(int slot, MemorySegment segment, long base, int length, int link, int flags) {
        long at = (long) slot * BYTES;
        memory.set(FIELD, at, length);
        memory.set(FIELD, at + LINK, link);
        memory.set(FIELD, at + FLAGS, flags);
        MemorySegment.copy(segment, base, memory, at + FRAME, length);
    }

    void show(int slot, FrameReceiver receiver) {
        long at = (long) slot * BYTES;
        receiver.frame(
                memory,
                at + FRAME,
                memory.get(FIELD, at),
                memory.get(FIELD, at + LINK),
                memory.get(FIELD, at + FLAGS));
    }
}
