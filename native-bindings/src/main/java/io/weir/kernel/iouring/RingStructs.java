package io.weir.kernel.iouring;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** Structs of linux/io_uring.h that set a ring up, and {@code struct __kernel_timespec} of linux/time_types.h. */
final class RingStructs {
    /** {@code struct io_sqring_offsets}. */
    static final StructLayout SQ_OFFSETS = MemoryLayout.structLayout(
            JAVA_INT.withName("head"),
            JAVA_INT.withName("tail"),
            JAVA_INT.withName("ring_mask"),
            JAVA_INT.withName("ring_entries"),
            JAVA_INT.withName("flags"),
            JAVA_INT.withName("dropped"),
            JAVA_INT.withName("array"),
            MemoryLayout.paddingLayout(12));

    /** {@code struct io_cqring_offsets}. */
    static final StructLayout CQ_OFFSETS = MemoryLayout.structLayout(
            JAVA_INT.withName("head"),
            JAVA_INT.withName("tail"),
            JAVA_INT.withName("ring_mask"),
            JAVA_INT.withName("ring_entries"),
            JAVA_INT.withName("overflow"),
            JAVA_INT.withName("cqes"),
            JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(12));

    /** {@code struct io_uring_params}. */
    static final StructLayout PARAMS = MemoryLayout.structLayout(
            JAVA_INT.withName("sq_entries"),
            JAVA_INT.withName("cq_entries"),
            JAVA_INT.withName("flags"),
            JAVA_INT.withName("sq_thread_cpu"),
            JAVA_INT.withName("sq_thread_idle"),
            JAVA_INT.withName("features"),
            JAVA_INT.withName("wq_fd"),
            MemoryLayout.paddingLayout(12),
            SQ_OFFSETS.withName("sq_off"),
            CQ_OFFSETS.withName("cq_off"));

    /** {@code struct io_uring_getevents_arg}. */
    static final StructLayout GETEVENTS_ARG = MemoryLayout.structLayout(
            JAVA_LONG.withName("sigmask"),
            JAVA_INT.withName("sigmask_sz"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("ts"));

    /** {@code struct __kernel_timespec}. */
    static final StructLayout TIMESPEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

    /** {@code struct io_uring_buf}. */
    static final StructLayout BUF = MemoryLayout.structLayout(
            JAVA_LONG.withName("addr"),
            JAVA_INT.withName("len"),
            JAVA_SHORT.withName("bid"),
            JAVA_SHORT.withName("resv"));

    /** {@code struct io_uring_buf_reg}. */
    static final StructLayout BUF_REG = MemoryLayout.structLayout(
            JAVA_LONG.withName("ring_addr"),
            JAVA_INT.withName("ring_entries"),
            JAVA_SHORT.withName("bgid"),
            MemoryLayout.paddingLayout(26));

    /** {@code struct io_uring_probe}, without what follows it. */
    static final StructLayout PROBE = MemoryLayout.structLayout(
            JAVA_BYTE.withName("last_op"), JAVA_BYTE.withName("ops_len"), MemoryLayout.paddingLayout(14));

    /** {@code struct io_uring_probe_op}. */
    static final StructLayout PROBE_OP = MemoryLayout.structLayout(
            JAVA_BYTE.withName("op"),
            MemoryLayout.paddingLayout(1),
            JAVA_SHORT.withName("flags"),
            MemoryLayout.paddingLayout(4));

    static final long PARAMS_SQ_ENTRIES = offset(PARAMS, "sq_entries");
    static final long PARAMS_CQ_ENTRIES = offset(PARAMS, "cq_entries");
    static final long PARAMS_FLAGS = offset(PARAMS, "flags");

    static final long GETEVENTS_TS = offset(GETEVENTS_ARG, "ts");
    static final long TIMESPEC_SEC = offset(TIMESPEC, "tv_sec");
    static final long TIMESPEC_NSEC = offset(TIMESPEC, "tv_nsec");

    static final long BUF_ADDR = offset(BUF, "addr");
    static final long BUF_LEN = offset(BUF, "len");
    static final long BUF_BID = offset(BUF, "bid");
    /** The tail of a buffer ring lies in the unused end of its first entry ({@code struct io_uring_buf_ring}). */
    static final long BUF_RING_TAIL = offset(BUF, "resv");

    static final long BUF_REG_RING_ADDR = offset(BUF_REG, "ring_addr");
    static final long BUF_REG_RING_ENTRIES = offset(BUF_REG, "ring_entries");
    static final long BUF_REG_BGID = offset(BUF_REG, "bgid");

    static final long PROBE_OPS_LEN = offset(PROBE, "ops_len");
    static final long PROBE_OP_FLAGS = offset(PROBE_OP, "flags");

    private RingStructs() {}

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(groupElement(field));
    }

    /** Where {@code sq_off} has a field. */
    static long submission(String field) {
        return PARAMS.byteOffset(groupElement("sq_off"), groupElement(field));
    }

    /** Where {@code cq_off} has a field. */
    static long completion(String field) {
        return PARAMS.byteOffset(groupElement("cq_off"), groupElement(field));
    }
}
