package io.weir.kernel.iouring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.lang.foreign.MemorySegment;

/**
 * The memory that a ring shares with the kernel, as {@code struct io_uring_params} describes it: both queues in one
 * mapping (IORING_FEAT_SINGLE_MMAP, which every kernel has that has the flags of {@link Ring}), and the entries of the
 * submission queue in another.
 *
 * @param queues both queues' indices, and the completions
 * @param entries the submissions
 */
record RingMemory(
        Mapping queues,
        Mapping entries,
        int submissions,
        int completions,
        long sqHead,
        long sqTail,
        long sqFlags,
        long cqHead,
        long cqTail,
        long cqes)
        implements AutoCloseable {
    static RingMemory map(Fd fd, MemorySegment parameters) throws ErrnoException {
        int submissions = parameters.get(JAVA_INT, RingStructs.PARAMS_SQ_ENTRIES);
        int completions = parameters.get(JAVA_INT, RingStructs.PARAMS_CQ_ENTRIES);
        long array = Integer.toUnsignedLong(parameters.get(JAVA_INT, RingStructs.submission("array")));
        long cqes = Integer.toUnsignedLong(parameters.get(JAVA_INT, RingStructs.completion("cqes")));
        long bytes = Math.max(array + (long) submissions * Integer.BYTES, cqes + completions * Cqe.SIZEOF);
        Mapping queues = Mman.shared(fd, IoUring.IORING_OFF_SQ_RING, bytes, "queues of the " + fd);
        try {
            Mapping entries =
                    Mman.shared(fd, IoUring.IORING_OFF_SQES, submissions * Sqe.SIZEOF, "submissions of the " + fd);
            // Entry i of the queue is entry i of the array, for ever.
            for (int i = 0; i < submissions; i++) {
                queues.segment().set(JAVA_INT, array + (long) i * Integer.BYTES, i);
            }
            return new RingMemory(
                    queues,
                    entries,
                    submissions,
                    completions,
                    parameters.get(JAVA_INT, RingStructs.submission("head")),
                    parameters.get(JAVA_INT, RingStructs.submission("tail")),
                    parameters.get(JAVA_INT, RingStructs.submission("flags")),
                    parameters.get(JAVA_INT, RingStructs.completion("head")),
                    parameters.get(JAVA_INT, RingStructs.completion("tail")),
                    cqes);
        } catch (ErrnoException e) {
            queues.close();
            throw e;
        }
    }

    @Override
    public void close() {
        queues.close();
        entries.close();
    }
}
