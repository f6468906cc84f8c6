package io.weir.kernel.sys;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor as an object: closed once, never used after. Descriptors that we opened are on the list of
 * {@link OpenDescriptors} until they are closed.
 *
 * <p>Any thread may close it, but the number may be in use by a call of another thread then; the owner sees to it that
 * none is.
 */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;

    private final AtomicInteger number;
    private final String purpose;
    private final boolean owned;

    private Fd(int number, String purpose, boolean owned) {
        if (number < 0) {
            throw new IllegalArgumentException("not a descriptor: " + number);
        }
        this.number = new AtomicInteger(number);
        this.purpose = purpose;
        this.owned = owned;
    }

    /**
     * Takes over a descriptor that a call has just returned.
     *
     * @param number at least 0
     * @param purpose what it is, for messages and for the list of leaks
     */
    public static Fd own(int number, String purpose) {
        Fd fd = new Fd(number, purpose, true);
        OpenDescriptors.opened(fd);
        return fd;
    }

    /** Names a descriptor that someone else owns; {@link #close} leaves it open. */
    public static Fd borrow(int number, String purpose) {
        return new Fd(number, purpose, false);
    }

    /** The number for a system call. Throws IllegalStateException when closed: the number may be another file's now. */
    public int number() {
        int value = number.get();
        if (value == CLOSED) {
            throw new IllegalStateException(purpose + " is closed");
        }
        return value;
    }

    /** Whether {@link #close} has not been called. */
    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** Closes it; again is no error. */
    @Override
    public void close() {
        int value = number.getAndSet(CLOSED);
        if (value == CLOSED || !owned) {
            return;
        }
        OpenDescriptors.closed(this);
        // After EINTR and EIO the descriptor is gone too: close(2), "Dealing with error returns".
        if (Libc.close(value) == -Errno.EBADF) {
            throw new IllegalStateException(purpose + ": descriptor " + value + " was closed by someone else");
        }
    }

    @Override
    public String toString() {
        int value = number.get();
        return purpose + (value == CLOSED ? " (closed)" : " (descriptor " + value + ")");
    }
}
