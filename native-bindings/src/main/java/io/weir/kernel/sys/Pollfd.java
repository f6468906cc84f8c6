package io.weir.kernel.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct pollfd} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/poll.h">asm-generic/poll.h</a>.
 */
public final class Pollfd {
    /** Its fields in the machine's byte order. */
    public static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    /** Bytes of one. */
    public static final long SIZEOF = LAYOUT.byteSize();

    /** There is something to read. */
    public static final short POLLIN = 0x0001;

    /** There is room to write, or a connection is made. */
    public static final short POLLOUT = 0x0004;

    /** An error is pending. */
    public static final short POLLERR = 0x0008;

    private static final long OFFSET_FD = LAYOUT.byteOffset(groupElement("fd"));
    private static final long OFFSET_EVENTS = LAYOUT.byteOffset(groupElement("events"));
    private static final long OFFSET_REVENTS = LAYOUT.byteOffset(groupElement("revents"));

    private Pollfd() {}

    /** Writes the request and clears the answer. */
    public static void set(MemorySegment segment, long base, Fd fd, short events) {
        segment.set(JAVA_INT, base + OFFSET_FD, fd.number());
        segment.set(JAVA_SHORT, base + OFFSET_EVENTS, events);
        segment.set(JAVA_SHORT, base + OFFSET_REVENTS, (short) 0);
    }

    /** Clears the answer of one that is asked again. */
    public static void clear(MemorySegment segment, long base) {
        segment.set(JAVA_SHORT, base + OFFSET_REVENTS, (short) 0);
    }

    /** What happened, of {@code POLL…}. */
    public static short revents(MemorySegment segment, long base) {
        return segment.get(JAVA_SHORT, base + OFFSET_REVENTS);
    }
}
