package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * eventfd(2): a descriptor that becomes readable when another thread says so, to end a poll. Flags are those of
 * sys/eventfd.h on x86_64 and aarch64.
 */
public final class EventFd implements AutoCloseable {
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    private static final MethodHandle EVENTFD =
            Downcall.capturingErrno("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE =
            Downcall.capturingErrno("eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle READ =
            Downcall.capturingErrno("eventfd_read", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private final Fd fd;
    private final MemorySegment value = Arena.ofAuto().allocate(JAVA_LONG);

    private EventFd(Fd fd) {
        this.fd = fd;
    }

    /** Opens one that is not signalled. */
    public static EventFd open(String purpose) throws ErrnoException {
        try {
            MemorySegment state = CallState.ofThread();
            int result = CallState.result(state, (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK));
            return new EventFd(Fd.own(Errno.check(result, "eventfd for the " + purpose), purpose));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable t) {
            throw Downcall.failed("eventfd", t);
        }
    }

    /** To poll for {@link Pollfd#POLLIN}. */
    public Fd fd() {
        return fd;
    }

    /** Makes it readable, until {@link #reset}. From any thread, also after the end, when it does nothing. */
    public synchronized void signal() {
        if (!fd.isOpen()) {
            return;
        }
        try {
            MemorySegment state = CallState.ofThread();
            // The only failure is EAGAIN, after 2^64 - 2 signals.
            int ignored = (int) WRITE.invokeExact(state, fd.number(), 1L);
        } catch (Throwable t) {
            throw Downcall.failed("eventfd_write", t);
        }
    }

    /** Makes it unreadable. By one thread at a time. */
    public void reset() {
        try {
            MemorySegment state = CallState.ofThread();
            // EAGAIN: it was not signalled.
            int ignored = (int) READ.invokeExact(state, fd.number(), value);
        } catch (Throwable t) {
            throw Downcall.failed("eventfd_read", t);
        }
    }

    @Override
    public synchronized void close() {
        fd.close();
    }
}
