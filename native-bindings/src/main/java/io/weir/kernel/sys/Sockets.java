package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The socket calls. Each returns its result or {@code -errno}; none retries. Segments are native memory, and lengths
 * are in bytes.
 */
public final class Sockets {
    private static final MethodHandle SOCKET =
            Downcall.capturingErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            Downcall.capturingErrno("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CONNECT =
            Downcall.capturingErrno("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDTO = Downcall.capturingErrno(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVFROM = Downcall.capturingErrno(
            "recvfrom", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT = Downcall.capturingErrno(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT = Downcall.capturingErrno(
            "getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle POLL =
            Downcall.capturingErrno("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Sockets() {}

    /**
     * Opens a socket that programs we start do not inherit.
     *
     * @param type {@code SOCK_…}, with flags
     * @param purpose what it is, for messages
     */
    public static Fd open(int domain, int type, int protocol, String purpose) throws ErrnoException {
        int result = socket(domain, type | LinuxSocket.SOCK_CLOEXEC, protocol);
        return Fd.own(Errno.check(result, "socket for the " + purpose), purpose);
    }

    private static int socket(int domain, int type, int protocol) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable t) {
            throw Downcall.failed("socket", t);
        }
    }

    /** bind(2); the address is a {@code sockaddr_…} of exactly its segment's size. */
    public static int bind(Fd fd, MemorySegment address) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(
                    state, (int) BIND.invokeExact(state, fd.number(), address, (int) address.byteSize()));
        } catch (Throwable t) {
            throw Downcall.failed("bind", t);
        }
    }

    /** connect(2); the address is a {@code sockaddr_…} of exactly its segment's size. */
    public static int connect(Fd fd, MemorySegment address) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(
                    state, (int) CONNECT.invokeExact(state, fd.number(), address, (int) address.byteSize()));
        } catch (Throwable t) {
            throw Downcall.failed("connect", t);
        }
    }

    /** send(2) to the peer the socket is bound or connected to. */
    public static int send(Fd fd, MemorySegment data, long length, int flags) {
        return sendto(fd, data, length, flags, MemorySegment.NULL);
    }

    /** sendto(2); the address is a {@code sockaddr_…} of exactly its segment's size. */
    public static int sendto(Fd fd, MemorySegment data, long length, int flags, MemorySegment address) {
        if (length > data.byteSize()) {
            throw new IndexOutOfBoundsException(length + " bytes of a segment of " + data.byteSize());
        }
        try {
            MemorySegment state = CallState.ofThread();
            long sent = (long)
                    SENDTO.invokeExact(state, fd.number(), data, length, flags, address, (int) address.byteSize());
            return (int) CallState.result(state, sent);
        } catch (Throwable t) {
            throw Downcall.failed("sendto", t);
        }
    }

    /** recv(2) into the whole segment. */
    public static int recv(Fd fd, MemorySegment buffer, int flags) {
        return recvfrom(fd, buffer, flags, MemorySegment.NULL, MemorySegment.NULL);
    }

    /**
     * recvfrom(2) into the whole segment.
     *
     * @param address receives the sender's {@code sockaddr_…}, or NULL
     * @param addressLength an int: the room in {@code address} before, the sender's length after; NULL with it
     */
    public static int recvfrom(
            Fd fd, MemorySegment buffer, int flags, MemorySegment address, MemorySegment addressLength) {
        try {
            MemorySegment state = CallState.ofThread();
            long received = (long)
                    RECVFROM.invokeExact(state, fd.number(), buffer, buffer.byteSize(), flags, address, addressLength);
            return (int) CallState.result(state, received);
        } catch (Throwable t) {
            throw Downcall.failed("recvfrom", t);
        }
    }

    /** setsockopt(2) with a whole segment as value. */
    public static int setsockopt(Fd fd, int level, int option, MemorySegment value) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int)
                    SETSOCKOPT.invokeExact(state, fd.number(), level, option, value, (int) value.byteSize()));
        } catch (Throwable t) {
            throw Downcall.failed("setsockopt", t);
        }
    }

    /** setsockopt(2) with an int as value. */
    public static int setsockopt(Fd fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /**
     * getsockopt(2).
     *
     * @param length an int: the room in {@code value} before, the value's length after
     */
    public static int getsockopt(Fd fd, int level, int option, MemorySegment value, MemorySegment length) {
        if (length.get(JAVA_INT, 0) > value.byteSize()) {
            throw new IndexOutOfBoundsException(length.get(JAVA_INT, 0) + " bytes of a segment of " + value.byteSize());
        }
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(
                    state, (int) GETSOCKOPT.invokeExact(state, fd.number(), level, option, value, length));
        } catch (Throwable t) {
            throw Downcall.failed("getsockopt", t);
        }
    }

    /**
     * poll(2).
     *
     * @param pollfds an array of {@link Pollfd}, the whole segment
     * @param timeoutMillis -1 to wait for ever
     */
    public static int poll(MemorySegment pollfds, int timeoutMillis) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(
                    state, (int) POLL.invokeExact(state, pollfds, pollfds.byteSize() / Pollfd.SIZEOF, timeoutMillis));
        } catch (Throwable t) {
            throw Downcall.failed("poll", t);
        }
    }
}
