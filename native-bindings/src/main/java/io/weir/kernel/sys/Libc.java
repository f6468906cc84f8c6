package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls that belong to no group of their own. Each returns its result or {@code -errno}. */
public final class Libc {
    private static final MethodHandle CLOSE =
            Downcall.capturingErrno("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle OPEN = Downcall.capturingErrno(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS =
            Downcall.capturingErrno("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle GETEUID = Downcall.handle("geteuid", FunctionDescriptor.of(JAVA_INT));

    private Libc() {}

    /** The effective user id of the process, 0..4294967295. */
    public static long geteuid() {
        try {
            return Integer.toUnsignedLong((int) GETEUID.invokeExact());
        } catch (Throwable t) {
            throw Downcall.failed("geteuid", t);
        }
    }

    /** Package-private: descriptors are closed by {@link Fd}. */
    static int close(int fd) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) CLOSE.invokeExact(state, fd));
        } catch (Throwable t) {
            throw Downcall.failed("close", t);
        }
    }

    /** Opens an existing file. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
        } catch (Throwable t) {
            throw Downcall.failed("open", t);
        }
    }

    /** Moves the calling thread into a namespace. */
    static int setns(Fd namespace, int type) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) SETNS.invokeExact(state, namespace.number(), type));
        } catch (Throwable t) {
            throw Downcall.failed("setns", t);
        }
    }
}
