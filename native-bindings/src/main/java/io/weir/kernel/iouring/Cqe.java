package io.weir.kernel.iouring;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_cqe}: what became of an operation. */
final class Cqe {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("user_data"), JAVA_INT.withName("res"), JAVA_INT.withName("flags"));

    static final long SIZEOF = LAYOUT.byteSize();

    private static final long OFFSET_USER_DATA = LAYOUT.byteOffset(groupElement("user_data"));
    private static final long OFFSET_RES = LAYOUT.byteOffset(groupElement("res"));
    private static final long OFFSET_FLAGS = LAYOUT.byteOffset(groupElement("flags"));

    private Cqe() {}

    static long userData(MemorySegment ring, long at) {
        return ring.get(JAVA_LONG, at + OFFSET_USER_DATA);
    }

    static int result(MemorySegment ring, long at) {
        return ring.get(JAVA_INT, at + OFFSET_RES);
    }

    static int flags(MemorySegment ring, long at) {
        return ring.get(JAVA_INT, at + OFFSET_FLAGS);
    }
}
