package io.weir.kernel.io;

import io.weir.kernel.sys.EventFd;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.Pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An engine's wait by poll(2): for frames at any of its sockets, or for a wakeup. The wait is the owner's. */
final class PollWait {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventFd event;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final MemorySegment pollfds;

    /** On sockets that remain the caller's, as does the event. */
    PollWait(List<Fd> sockets, EventFd event) {
        this.event = event;
        pollfds = Arena.ofAuto().allocate(Pollfd.SIZEOF * (sockets.size() + 1), Integer.BYTES);
        for (int i = 0; i < sockets.size(); i++) {
            Pollfd.set(pollfds, i * Pollfd.SIZEOF, sockets.get(i), Pollfd.POLLIN);
        }
        Pollfd.set(pollfds, sockets.size() * Pollfd.SIZEOF, event.fd(), Pollfd.POLLIN);
    }

    /** Waits at most this long. Returns whether {@link #failed} has something to say. */
    boolean await(long timeoutNanos) {
        int ready = 0;
        if (!woken.get()) {
            long millis = Math.ceilDiv(Math.max(timeoutNanos, 0), NANOS_PER_MILLI);
            // EINTR ends the wait early, which is allowed.
            ready = FrameCalls.poll(pollfds, (int) Math.min(millis, Integer.MAX_VALUE));
        }
        // In this order: a wakeup in between sets the flag again, and the next wait does not begin.
        if (woken.getAndSet(false)) {
            event.reset();
        }
        return ready > 0;
    }

    /** Whether the last wait found socket {@code i} with an error. */
    boolean failed(int i) {
        return (Pollfd.revents(pollfds, i * Pollfd.SIZEOF) & Pollfd.POLLERR) != 0;
    }

    /** Ends a wait, also one that has not begun. From any thread. */
    void wakeup() {
        if (!woken.getAndSet(true)) {
            event.signal();
        }
    }
}
