package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * The socket calls of the packet path: parts of segments without slices, so that a call allocates nothing. Each returns
 * its result or {@code -errno}; none retries.
 */
public final class FrameCalls {
    private static final MethodHandle SENDTO = Downcall.capturingErrno(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVFROM = Downcall.capturingErrno(
            "recvfrom",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SENDMMSG = Downcall.capturingErrno(
            "sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle POLL =
            Downcall.capturingErrno("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private static final long NULL = 0;

    private FrameCalls() {}

    /** send(2) of part of a segment. */
    public static int send(Fd fd, MemorySegment data, long base, int length, int flags) {
        Objects.checkFromIndexSize(base, length, data.byteSize());
        try {
            MemorySegment state = CallState.ofThread();
            long sent =
                    (long) SENDTO.invokeExact(state, fd.number(), data.address() + base, (long) length, flags, NULL, 0);
            return (int) CallState.result(state, sent);
        } catch (Throwable t) {
            throw Downcall.failed("sendto", t);
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** send(2) of nothing: starts what waits in a transmit ring. */
    public static int kick(Fd fd, int flags) {
        try {
            MemorySegment state = CallState.ofThread();
            long sent = (long) SENDTO.invokeExact(state, fd.number(), NULL, 0L, flags, NULL, 0);
            return (int) CallState.result(state, sent);
        } catch (Throwable t) {
            throw Downcall.failed("sendto", t);
        }
    }

    /** recv(2) into part of a segment. */
    public static int receive(Fd fd, MemorySegment buffer, long base, int length, int flags) {
        Objects.checkFromIndexSize(base, length, buffer.byteSize());
        try {
            MemorySegment state = CallState.ofThread();
            long received = (long)
                    RECVFROM.invokeExact(state, fd.number(), buffer.address() + base, (long) length, flags, NULL, NULL);
            return (int) CallState.result(state, received);
        } catch (Throwable t) {
            throw Downcall.failed("recvfrom", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * sendmmsg(2).
     *
     * @param messages an array of {@link Mmsghdr}; what they point to must stay reachable until this returns
     * @param first the first to send
     * @param count how many
     * @return how many were sent, if any
     */
    public static int sendMany(Fd fd, MemorySegment messages, int first, int count, int flags) {
        long base = first * Mmsghdr.SIZEOF;
        Objects.checkFromIndexSize(base, count * Mmsghdr.SIZEOF, messages.byteSize());
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(
                    state, (int) SENDMMSG.invokeExact(state, fd.number(), messages.address() + base, count, flags));
        } catch (Throwable t) {
            throw Downcall.failed("sendmmsg", t);
        } finally {
            Reference.reachabilityFence(messages);
        }
    }

    /** poll(2) of an array of {@link Pollfd}, the whole segment; -1 to wait for ever. */
    public static int poll(MemorySegment pollfds, int timeoutMillis) {
        try {
            MemorySegment state = CallState.ofThread();
            long count = pollfds.byteSize() / Pollfd.SIZEOF;
            return CallState.result(state, (int) POLL.invokeExact(state, pollfds.address(), count, timeoutMillis));
        } catch (Throwable t) {
            throw Downcall.failed("poll", t);
        } finally {
            Reference.reachabilityFence(pollfds);
        }
    }
}
