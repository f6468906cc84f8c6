package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Fd;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The part of {@code union bpf_attr} of linux/bpf.h that BPF_PROG_TEST_RUN has. */
final class TestRunAttr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("test.prog_fd"),
            JAVA_INT.withName("test.retval"),
            JAVA_INT.withName("test.data_size_in"),
            JAVA_INT.withName("test.data_size_out"),
            JAVA_LONG.withName("test.data_in"),
            JAVA_LONG.withName("test.data_out"),
            JAVA_INT.withName("test.repeat"),
            JAVA_INT.withName("test.duration"),
            JAVA_INT.withName("test.ctx_size_in"),
            JAVA_INT.withName("test.ctx_size_out"),
            JAVA_LONG.withName("test.ctx_in"),
            JAVA_LONG.withName("test.ctx_out"),
            JAVA_INT.withName("test.flags"),
            JAVA_INT.withName("test.cpu"),
            JAVA_INT.withName("test.batch_size"));

    private static final long PROG_FD = LAYOUT.byteOffset(groupElement("test.prog_fd"));
    private static final long RETVAL = LAYOUT.byteOffset(groupElement("test.retval"));
    private static final long DATA_SIZE_IN = LAYOUT.byteOffset(groupElement("test.data_size_in"));
    private static final long DATA_SIZE_OUT = LAYOUT.byteOffset(groupElement("test.data_size_out"));
    private static final long DATA_IN = LAYOUT.byteOffset(groupElement("test.data_in"));
    private static final long DATA_OUT = LAYOUT.byteOffset(groupElement("test.data_out"));
    private static final long REPEAT = LAYOUT.byteOffset(groupElement("test.repeat"));
    private static final long DURATION = LAYOUT.byteOffset(groupElement("test.duration"));
    private static final long CTX_SIZE_IN = LAYOUT.byteOffset(groupElement("test.ctx_size_in"));
    private static final long CTX_IN = LAYOUT.byteOffset(groupElement("test.ctx_in"));
    private static final long BATCH_SIZE = LAYOUT.byteOffset(groupElement("test.batch_size"));
    private static final long FLAGS = LAYOUT.byteOffset(groupElement("test.flags"));

    private TestRunAttr() {}

    static void set(MemorySegment attr, Fd program, int repeat, int flags) {
        attr.set(JAVA_INT, PROG_FD, program.number());
        attr.set(JAVA_INT, REPEAT, repeat);
        attr.set(JAVA_INT, FLAGS, flags);
    }

    static void data(MemorySegment attr, long address, int length) {
        attr.set(JAVA_LONG, DATA_IN, address);
        attr.set(JAVA_INT, DATA_SIZE_IN, length);
        // The kernel leaves the size of the frame before, and would say that a larger one does not fit.
        attr.set(JAVA_INT, DATA_SIZE_OUT, 0);
    }

    static void dataOut(MemorySegment attr, MemorySegment data) {
        attr.set(JAVA_LONG, DATA_OUT, data.address());
        attr.set(JAVA_INT, DATA_SIZE_OUT, (int) data.byteSize());
    }

    static void context(MemorySegment attr, MemorySegment context) {
        attr.set(JAVA_LONG, CTX_IN, context.address());
        attr.set(JAVA_INT, CTX_SIZE_IN, (int) context.byteSize());
    }

    /** How many frames a live run makes at a time. */
    static void batch(MemorySegment attr, int frames) {
        attr.set(JAVA_INT, BATCH_SIZE, frames);
    }

    static int verdict(MemorySegment attr) {
        return attr.get(JAVA_INT, RETVAL);
    }

    static int dataSizeOut(MemorySegment attr) {
        return attr.get(JAVA_INT, DATA_SIZE_OUT);
    }

    /** Nanoseconds of one run. */
    static long duration(MemorySegment attr) {
        return Integer.toUnsignedLong(attr.get(JAVA_INT, DURATION));
    }
}
