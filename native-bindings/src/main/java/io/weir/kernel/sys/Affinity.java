package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.List;

/** Which CPUs the calling platform thread runs on, sched_setaffinity(2). */
public final class Affinity {
    /** The most CPUs Linux can be built for (CONFIG_NR_CPUS of x86_64). */
    private static final int MOST_CPUS = 8192;

    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle SET = Downcall.capturingErrno("sched_setaffinity", SIGNATURE);
    private static final MethodHandle GET = Downcall.capturingErrno("sched_getaffinity", SIGNATURE);
    private static final int CALLING_THREAD = 0;

    private Affinity() {}

    /** The CPUs the calling thread may use, ascending. */
    public static List<Integer> allowed() throws ErrnoException {
        requirePlatformThread();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MOST_CPUS / Byte.SIZE, Long.BYTES);
            MemorySegment state = CallState.ofThread();
            Errno.check(
                    CallState.result(state, (int) GET.invokeExact(state, CALLING_THREAD, mask.byteSize(), mask)),
                    "sched_getaffinity");
            return BitSet.valueOf(mask.toArray(JAVA_BYTE)).stream().boxed().toList();
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable t) {
            throw Downcall.failed("sched_getaffinity", t);
        }
    }

    /**
     * Keeps the calling thread on one CPU from now on.
     *
     * @param cpu one of {@link #allowed}; EINVAL otherwise
     */
    public static void pin(int cpu) throws ErrnoException {
        requirePlatformThread();
        if (cpu < 0 || cpu >= MOST_CPUS) {
            throw new IllegalArgumentException("no CPU number: " + cpu);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MOST_CPUS / Byte.SIZE, Long.BYTES);
            mask.set(JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
            MemorySegment state = CallState.ofThread();
            Errno.check(
                    CallState.result(state, (int) SET.invokeExact(state, CALLING_THREAD, mask.byteSize(), mask)),
                    "sched_setaffinity(CPU " + cpu + ")");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable t) {
            throw Downcall.failed("sched_setaffinity", t);
        }
    }

    private static void requirePlatformThread() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no CPU of its own; its carrier would be pinned");
        }
    }
}
