package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies of frames in native memory, each in a place of its own; a large one takes the places behind, too.
 *
 * <pre>
 *    0          4        8         12                54         64
 *   +----------+--------+---------+-----------------+----------+------------------
 *   |  length  |  link  |  flags  |     unused      | headroom |  frame, 2048 bytes of it
 *   +----------+--------+---------+-----------------+----------+------------------
 * </pre>
 *
 * The headroom is what {@link io.weir.kernel.io.PacketIo#send} wants in front of a frame.
 */
final class FrameSlots {
    /** As large as receive rings take frames that are no super-frames: jumbo frames and some more. */
    static final int LARGEST_FRAME = 16_384;
    /** Places that the largest takes. */
    static final int MOST = 8;

    /** Says that the places from here to the end are empty. */
    static final int SKIPPED = -1;

    private static final int LINK = 4;
    private static final int FLAGS = 8;
    private static final int FRAME = 64;
    private static final int BYTES = FRAME + 2048;
    private static final ValueLayout.OfInt FIELD = ValueLayout.JAVA_INT;

    private final MemorySegment memory;

    FrameSlots(MemorySegment memory) {
        this.memory = memory;
    }

    static long bytes(int slots) {
        return (long) slots * BYTES;
    }

    /** Places that a frame takes. */
    static int places(int length) {
        return (FRAME + length + BYTES - 1) / BYTES;
    }

    int length(int slot) {
        return memory.get(FIELD, (long) slot * BYTES);
    }

    void skip(int slot) {
        memory.set(FIELD, (long) slot * BYTES, SKIPPED);
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
                memory, at + FRAME, memory.get(FIELD, at), memory.get(FIELD, at + LINK), memory.get(FIELD, at + FLAGS));
    }
}
