package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection whose packets carry a mark, by which rules of routing may choose their way. For virtual threads: what
 * has to wait asks again after ever longer pauses, at most 10 ms, and holds no carrier thread. Deadlines are those of
 * {@link System#nanoTime}. Opening needs CAP_NET_ADMIN. For one thread.
 */
public final class MarkedTcp implements AutoCloseable {
    private static final long FIRST_PAUSE = 100_000;
    private static final long LONGEST_PAUSE = 10_000_000;
    private static final int BUFFER = 8192;

    private final Fd fd;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(BUFFER);

    private MarkedTcp(Fd fd) {
        this.fd = fd;
    }

    /**
     * Connects, in the network namespace of the calling thread.
     *
     * @param source the address it comes from; null for the one that the route says
     * @throws ErrnoException in the kernel's words
     * @throws SocketTimeoutException at the deadline
     */
    public static MarkedTcp connect(int mark, InetSocketAddress remote, @Nullable InetAddress source, long deadline)
            throws IOException {
        boolean v6 = remote.getAddress().getAddress().length == 16;
        Fd fd = Sockets.open(
                v6 ? LinuxSocket.AF_INET6 : LinuxSocket.AF_INET,
                LinuxSocket.SOCK_STREAM | LinuxSocket.SOCK_NONBLOCK,
                0,
                "marked TCP connection");
        MarkedTcp connection = new MarkedTcp(fd);
        try {
            connection.connect(mark, remote, source);
            connection.awaitConnected(deadline);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void connect(int mark, InetSocketAddress remote, @Nullable InetAddress source) throws ErrnoException {
        Errno.check(Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_MARK, mark), "setsockopt(SO_MARK)");
        try (Arena scratch = Arena.ofConfined()) {
            if (source != null) {
                // Connections that were closed here keep the port for a while.
                Errno.check(
                        Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_REUSEADDR, 1),
                        "setsockopt(SO_REUSEADDR)");
                MemorySegment local = SockaddrIn.of(scratch, new InetSocketAddress(source, 0));
                Errno.check(Sockets.bind(fd, local), "bind to " + source.getHostAddress());
            }
            int result = Sockets.connect(fd, SockaddrIn.of(scratch, remote));
            if (result != -Errno.EINPROGRESS) {
                Errno.check(result, "connect");
            }
        }
    }

    private void awaitConnected(long deadline) throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment pollfd = scratch.allocate(Pollfd.LAYOUT);
            MemorySegment error = scratch.allocate(JAVA_INT);
            MemorySegment length = scratch.allocateFrom(JAVA_INT, Integer.BYTES);
            for (long pause = FIRST_PAUSE; ; pause = longer(pause)) {
                Pollfd.set(pollfd, 0, fd, Pollfd.POLLOUT);
                if (Errno.check(Sockets.poll(pollfd, 0), "poll") > 0) {
                    Errno.check(
                            Sockets.getsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_ERROR, error, length),
                            "getsockopt(SO_ERROR)");
                    Errno.check(-error.get(JAVA_INT, 0), "connect");
                    return;
                }
                await(pause, deadline);
            }
        }
    }

    /**
     * Reads what is there, at least one byte.
     *
     * @return how many; -1 at the end of the stream
     * @throws SocketTimeoutException at the deadline
     */
    public int read(byte[] into, int offset, int length, long deadline) throws IOException {
        MemorySegment room = buffer.asSlice(0, Math.min(length, BUFFER));
        for (long pause = FIRST_PAUSE; ; pause = longer(pause)) {
            int result = Sockets.recv(fd, room, LinuxSocket.MSG_DONTWAIT);
            if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                int count = Errno.check(result, "recv");
                MemorySegment.copy(room, JAVA_BYTE, 0, into, offset, count);
                return count == 0 ? -1 : count;
            }
            await(pause, deadline);
        }
    }

    /**
     * Writes all.
     *
     * @throws SocketTimeoutException at the deadline
     */
    public void write(byte[] bytes, int offset, int length, long deadline) throws IOException {
        int done = 0;
        long pause = FIRST_PAUSE;
        while (done < length) {
            int part = Math.min(length - done, BUFFER);
            MemorySegment.copy(bytes, offset + done, buffer, JAVA_BYTE, 0, part);
            int result = Sockets.send(fd, buffer, part, LinuxSocket.MSG_DONTWAIT | LinuxSocket.MSG_NOSIGNAL);
            if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                done += Errno.check(result, "send");
                pause = FIRST_PAUSE;
            } else {
                await(pause, deadline);
                pause = longer(pause);
            }
        }
    }

    private void await(long pause, long deadline) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        LockSupport.parkNanos(this, Math.min(pause, left));
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private static long longer(long pause) {
        return Math.min(pause * 2, LONGEST_PAUSE);
    }

    /** By a FIN where all that came was read. */
    @Override
    public void close() {
        fd.close();
        arena.close();
    }
}
