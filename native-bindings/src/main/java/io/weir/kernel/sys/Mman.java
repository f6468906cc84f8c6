package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Mapped memory, with the numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/mman-common.h">
 * asm-generic/mman-common.h</a> as they are on x86_64 and aarch64.
 */
public final class Mman {
    static final int PROT_READ = 0x1;
    static final int PROT_WRITE = 0x2;
    static final int MAP_SHARED = 0x01;
    static final int MAP_PRIVATE = 0x02;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;

    private static final MethodHandle MMAP = Downcall.capturingErrno(
            "mmap", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    static final int MADV_HUGEPAGE = 14;

    private static final MethodHandle MADVISE =
            Downcall.capturingErrno("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MUNMAP =
            Downcall.capturingErrno("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Mman() {}

    /**
     * Maps a file or the rings of a socket, to read and write, shared with the kernel.
     *
     * @param bytes a multiple of the page size
     * @param purpose what it is, for messages
     */
    public static Mapping shared(Fd fd, long bytes, String purpose) throws ErrnoException {
        return shared(fd, 0, bytes, purpose);
    }

    /**
     * Maps a part of a file, or one of the rings that a descriptor has, to read and write, shared with the kernel.
     *
     * @param offset where it starts, or which ring
     * @param bytes its size
     * @param purpose what it is, for messages
     */
    public static Mapping shared(Fd fd, long offset, long bytes, String purpose) throws ErrnoException {
        return map(fd.number(), offset, bytes, MAP_SHARED, purpose);
    }

    /**
     * Maps zeroed memory of our own. A page costs nothing until it is written to.
     *
     * @param bytes a multiple of the page size
     * @param purpose what it is, for messages
     */
    public static Mapping anonymous(long bytes, String purpose) throws ErrnoException {
        return map(-1, 0, bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, purpose);
    }

    /**
     * The same for a table that is read all over, in pages of 2 MiB where the kernel has them (transparent_hugepage not
     * {@code never}): fewer misses of the processor's page tables. Such a page costs its whole size once it is written to.
     */
    public static Mapping table(long bytes, String purpose) throws ErrnoException {
        Mapping mapping = anonymous(bytes, purpose);
        try {
            MemorySegment state = CallState.ofThread();
            // A kernel without such pages refuses, and small ones do.
            int ignored = CallState.result(
                    state, (int) MADVISE.invokeExact(state, mapping.segment().address(), bytes, MADV_HUGEPAGE));
        } catch (Throwable t) {
            throw Downcall.failed("madvise", t);
        }
        return mapping;
    }

    private static Mapping map(int fd, long offset, long bytes, int flags, String purpose) throws ErrnoException {
        long result;
        try {
            MemorySegment state = CallState.ofThread();
            // User addresses are below 2^63; MAP_FAILED is -1.
            result = CallState.result(state, (long)
                    MMAP.invokeExact(state, MemorySegment.NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, offset));
        } catch (Throwable t) {
            throw Downcall.failed("mmap", t);
        }
        if (result < 0) {
            throw new ErrnoException("mmap of " + bytes + " bytes for the " + purpose, (int) -result);
        }
        return new Mapping(result, bytes, purpose);
    }

    static int munmap(long address, long bytes) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) MUNMAP.invokeExact(state, address, bytes));
        } catch (Throwable t) {
            throw Downcall.failed("munmap", t);
        }
    }
}
