package io.weir.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Where the linker leaves errno: one segment per thread, allocated on its first call, so that a call allocates nothing
 * and two threads never share one.
 */
final class CallState {
    static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

    private static final MemoryLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = LAYOUT.varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> OF_THREAD =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

    private CallState() {}

    static MemorySegment ofThread() {
        return OF_THREAD.get();
    }

    /** The result, or {@code -errno} if it is negative. */
    static int result(MemorySegment state, int result) {
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    }

    /** The result, or {@code -errno} if it is negative. */
    static long result(MemorySegment state, long result) {
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    }
}
