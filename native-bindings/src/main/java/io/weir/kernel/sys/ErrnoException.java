package io.weir.kernel.sys;

import java.io.IOException;

/** A system call that failed, at the edge where somebody may act on it: the call, the error, and what would help. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final int errno;
    private final String hint;

    /**
     * A failure that needs no advice.
     *
     * @param call the call and what it was about, as {@code setsockopt(SO_PEERCRED)}
     * @param errno positive
     */
    public ErrnoException(String call, int errno) {
        this(call, errno, "");
    }

    /**
     * A failure with advice or with the kernel's own explanation.
     *
     * @param call the call and what it was about, as {@code setsockopt(SO_PEERCRED)}
     * @param errno positive
     * @param hint what would help, or the kernel's own text; empty for none
     */
    public ErrnoException(String call, int errno, String hint) {
        super(call + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")" + (hint.isEmpty() ? "" : ": " + hint));
        this.call = call;
        this.errno = errno;
        this.hint = hint;
    }

    /** The call and what it was about. */
    public String call() {
        return call;
    }

    /** One of {@link Errno}'s numbers, positive. */
    public int errno() {
        return errno;
    }

    /** What would help, or the kernel's own text; empty for none. */
    public String hint() {
        return hint;
    }
}
