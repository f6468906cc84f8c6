package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * The calls of io_uring(7), for which the C library has no functions. Each returns its result or {@code -errno}; none
 * retries. The numbers are those of asm/unistd.h on x86_64 and aarch64.
 */
public final class UringCalls {
    static final int SYS_IO_URING_SETUP = 425;
    static final int SYS_IO_URING_ENTER = 426;
    static final int SYS_IO_URING_REGISTER = 427;

    private static final MethodHandle SYSCALL = Downcall.capturingErrno(
            "syscall",
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private UringCalls() {}

    /**
     * io_uring_setup(2).
     *
     * @param parameters a {@code struct io_uring_params}, which the kernel completes
     * @return the descriptor's number
     */
    public static int setup(int entries, MemorySegment parameters) {
        try {
            return call(SYS_IO_URING_SETUP, entries, parameters.address(), 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(parameters);
        }
    }

    /**
     * io_uring_enter(2). Allocates nothing.
     *
     * @param argument what the flags say is there, or {@link MemorySegment#NULL}
     * @return how many entries were submitted
     */
    public static int enter(Fd ring, int submit, int await, int flags, MemorySegment argument) {
        try {
            return call(
                    SYS_IO_URING_ENTER, ring.number(), submit, await, flags, argument.address(), argument.byteSize());
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /** io_uring_register(2); the argument may be {@link MemorySegment#NULL}. */
    public static int register(Fd ring, int operation, MemorySegment argument, int count) {
        try {
            return call(SYS_IO_URING_REGISTER, ring.number(), operation, argument.address(), count, 0, 0);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    private static int call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            MemorySegment state = CallState.ofThread();
            return (int) CallState.result(state, (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f));
        } catch (Throwable t) {
            throw Downcall.failed("syscall", t);
        }
    }
}
