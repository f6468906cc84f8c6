package io.weir.kernel.iouring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.UringCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * An io_uring(7): operations are queued here, handed over to the kernel with one call, and their completions read from
 * memory. For the one thread that calls {@link #enable}; others get EEXIST.
 *
 * <p>Operations are queued by methods that need {@link #room}. Completions lie between {@link #first} and {@link #end},
 * numbers that only grow (and overflow), until {@link #release}.
 */
public final class Ring implements AutoCloseable {
    private static final VarHandle INDEX = JAVA_INT.varHandle();
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PROBED = 256;
    private static final int SETUP = IoUring.IORING_SETUP_CQSIZE
            | IoUring.IORING_SETUP_CLAMP
            | IoUring.IORING_SETUP_R_DISABLED
            | IoUring.IORING_SETUP_SUBMIT_ALL
            | IoUring.IORING_SETUP_COOP_TASKRUN
            | IoUring.IORING_SETUP_TASKRUN_FLAG
            | IoUring.IORING_SETUP_SINGLE_ISSUER;

    private final Fd fd;
    private final boolean deferring;
    private final RingMemory memory;
    private final MemorySegment queues;
    private final MemorySegment entries;
    private final int submissionMask;
    private final int completionMask;
    private final MemorySegment limit;
    private final MemorySegment limitTime;
    private int tail;

    private Ring(Fd fd, boolean deferring, RingMemory memory) {
        this.fd = fd;
        this.deferring = deferring;
        this.memory = memory;
        this.queues = memory.queues().segment();
        this.entries = memory.entries().segment();
        this.submissionMask = memory.submissions() - 1;
        this.completionMask = memory.completions() - 1;
        Arena arena = Arena.ofAuto();
        this.limitTime = arena.allocate(RingStructs.TIMESPEC);
        this.limit = arena.allocate(RingStructs.GETEVENTS_ARG);
        limit.set(JAVA_LONG, RingStructs.GETEVENTS_TS, limitTime.address());
    }

    /**
     * Opens one that runs nothing until {@link #enable}.
     *
     * @param submissions operations that fit between two calls; the kernel rounds up
     * @param completions that fit; the kernel rounds up
     * @param purpose what it is, for messages
     */
    public static Ring open(int submissions, int completions, String purpose) throws ErrnoException {
        return open(submissions, completions, purpose, true);
    }

    /**
     * Opens one that runs nothing until {@link #enable}.
     *
     * @param deferring whether it shall be {@link #deferring} where the kernel can (Linux 6.1)
     */
    public static Ring open(int submissions, int completions, String purpose, boolean deferring) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(RingStructs.PARAMS);
            boolean deferred = deferring;
            int result = setup(submissions, completions, deferred, parameters);
            if (result == -Errno.EINVAL && deferred) {
                deferred = false;
                result = setup(submissions, completions, false, parameters);
            }
            Fd fd = Fd.own(Errno.check(result, "io_uring_setup for the " + purpose), purpose);
            try {
                return new Ring(fd, deferred, RingMemory.map(fd, parameters));
            } catch (ErrnoException e) {
                fd.close();
                throw e;
            }
        }
    }

    private static int setup(int submissions, int completions, boolean deferring, MemorySegment parameters) {
        parameters.fill((byte) 0);
        parameters.set(JAVA_INT, RingStructs.PARAMS_CQ_ENTRIES, completions);
        int flags = deferring ? SETUP | IoUring.IORING_SETUP_DEFER_TASKRUN : SETUP;
        parameters.set(JAVA_INT, RingStructs.PARAMS_FLAGS, flags);
        return UringCalls.setup(submissions, parameters);
    }

    Fd fd() {
        return fd;
    }

    /**
     * Whether operations complete only when the owner asks (DEFER_TASKRUN); if not, whenever its thread happens to enter
     * the kernel.
     */
    public boolean deferring() {
        return deferring;
    }

    /** The operations this kernel has, by their numbers. */
    BitSet operations() throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            long one = RingStructs.PROBE_OP.byteSize();
            MemorySegment probe = arena.allocate(RingStructs.PROBE.byteSize() + PROBED * one, Long.BYTES);
            Errno.check(
                    UringCalls.register(fd, IoUring.IORING_REGISTER_PROBE, probe, PROBED),
                    "io_uring_register(IORING_REGISTER_PROBE)");
            BitSet operations = new BitSet();
            int count = Byte.toUnsignedInt(probe.get(JAVA_BYTE, RingStructs.PROBE_OPS_LEN));
            for (int i = 0; i < count; i++) {
                long at = RingStructs.PROBE.byteSize() + i * one + RingStructs.PROBE_OP_FLAGS;
                operations.set(i, (probe.get(JAVA_BYTE, at) & IoUring.IO_URING_OP_SUPPORTED) != 0);
            }
            return operations;
        }
    }

    /** Makes the calling thread its owner. */
    public void enable() throws ErrnoException {
        Errno.check(
                UringCalls.register(fd, IoUring.IORING_REGISTER_ENABLE_RINGS, MemorySegment.NULL, 0),
                "io_uring_register(IORING_REGISTER_ENABLE_RINGS)");
    }

    /** Operations that may be queued before the next call. */
    public int room() {
        return memory.submissions() - queued();
    }

    /** Operations that were queued and not handed over. */
    public int queued() {
        return tail - (int) INDEX.getAcquire(queues, memory.sqHead());
    }

    private long next(int operation, int descriptor, long userData) {
        if (room() == 0) {
            throw new IllegalStateException("no room for an operation");
        }
        long at = (tail & submissionMask) * Sqe.SIZEOF;
        Sqe.start(entries, at, operation, descriptor, userData);
        tail++;
        return at;
    }

    /** Nothing, which completes with 0. */
    public void nothing(long userData) {
        long ignored = next(IoUring.IORING_OP_NOP, -1, userData);
    }

    /**
     * Receives into buffers of a group, a completion each with the buffer's number, until one has not
     * {@link IoUring#IORING_CQE_F_MORE}; with ENOBUFS when no buffer is left.
     *
     * @param flags {@code MSG_…}; with MSG_DONTWAIT it ends when nothing is there
     */
    public void receiveMany(Fd socket, int group, int flags, long userData) {
        long at = next(IoUring.IORING_OP_RECV, socket.number(), userData);
        Sqe.flags(entries, at, IoUring.IOSQE_BUFFER_SELECT);
        Sqe.priority(entries, at, IoUring.IORING_RECV_MULTISHOT);
        Sqe.operationFlags(entries, at, flags);
        Sqe.group(entries, at, group);
    }

    /**
     * Sends; completes only if that fails.
     *
     * @param address of native memory, in use until this is handed over if the flags have MSG_DONTWAIT
     * @param flags {@code MSG_…}
     */
    public void send(Fd socket, long address, int length, int flags, long userData) {
        long at = next(IoUring.IORING_OP_SEND, socket.number(), userData);
        Sqe.flags(entries, at, IoUring.IOSQE_CQE_SKIP_SUCCESS);
        Sqe.memory(entries, at, address, length);
        Sqe.operationFlags(entries, at, flags);
    }

    /** Sends a {@code struct msghdr}; in use as with {@link #send}, but completes in any case. */
    public void sendMessage(Fd socket, MemorySegment message, int flags, long userData) {
        long at = next(IoUring.IORING_OP_SENDMSG, socket.number(), userData);
        Sqe.memory(entries, at, message.address(), 1);
        Sqe.operationFlags(entries, at, flags);
    }

    /**
     * Sends without a copy, where the socket can; the memory is in use until a completion with
     * {@link IoUring#IORING_CQE_F_NOTIF}, or a failure without {@link IoUring#IORING_CQE_F_MORE}.
     */
    public void sendWithoutCopy(Fd socket, MemorySegment data, int flags, long userData) {
        long at = next(IoUring.IORING_OP_SEND_ZC, socket.number(), userData);
        Sqe.memory(entries, at, data.address(), (int) data.byteSize());
        Sqe.operationFlags(entries, at, flags);
    }

    /**
     * Completes every time the descriptor becomes ready, until a completion has not {@link IoUring#IORING_CQE_F_MORE}.
     *
     * @param events {@code POLL…}
     */
    public void pollMany(Fd descriptor, int events, long userData) {
        long at = next(IoUring.IORING_OP_POLL_ADD, descriptor.number(), userData);
        Sqe.memory(entries, at, 0, IoUring.IORING_POLL_ADD_MULTI);
        Sqe.operationFlags(entries, at, events);
    }

    /** Ends every other operation; they complete too. */
    public void cancelAll(long userData) {
        long at = next(IoUring.IORING_OP_ASYNC_CANCEL, -1, userData);
        Sqe.operationFlags(entries, at, IoUring.IORING_ASYNC_CANCEL_ALL | IoUring.IORING_ASYNC_CANCEL_ANY);
    }

    /**
     * Hands over what is queued, and does not wait.
     *
     * @param run whether operations that can complete shall do it now
     * @return {@code -errno}, or how many were handed over
     */
    public int submit(boolean run) {
        return enter(0, run ? IoUring.IORING_ENTER_GETEVENTS : 0, MemorySegment.NULL);
    }

    /**
     * Hands over what is queued, and waits for one completion.
     *
     * @return {@code -errno}, -ETIME at the end of the time; or how many were handed over
     */
    public int await(long nanos) {
        limitTime.set(JAVA_LONG, RingStructs.TIMESPEC_SEC, nanos / NANOS_PER_SECOND);
        limitTime.set(JAVA_LONG, RingStructs.TIMESPEC_NSEC, nanos % NANOS_PER_SECOND);
        return enter(1, IoUring.IORING_ENTER_GETEVENTS | IoUring.IORING_ENTER_EXT_ARG, limit);
    }

    private int enter(int wait, int flags, MemorySegment argument) {
        INDEX.setRelease(queues, memory.sqTail(), tail);
        return UringCalls.enter(fd, queued(), wait, flags, argument);
    }

    /** Makes what is queued nothing, after the kernel refused to take it; how many that was of an operation. */
    public int withdraw(int operation) {
        int withdrawn = 0;
        for (int i = tail - queued(); i != tail; i++) {
            long at = (i & submissionMask) * Sqe.SIZEOF;
            if (Sqe.operation(entries, at) == operation) {
                Sqe.start(entries, at, IoUring.IORING_OP_NOP, -1, 0);
                Sqe.flags(entries, at, IoUring.IOSQE_CQE_SKIP_SUCCESS);
                withdrawn++;
            }
        }
        return withdrawn;
    }

    /** Whether the kernel has something to complete, which it does when it is entered. */
    public boolean hasWork() {
        int flags = (int) INDEX.getOpaque(queues, memory.sqFlags());
        return (flags & (IoUring.IORING_SQ_TASKRUN | IoUring.IORING_SQ_CQ_OVERFLOW)) != 0;
    }

    /** The first completion that was not released. */
    public int first() {
        return (int) INDEX.get(queues, memory.cqHead());
    }

    /** The completion behind the last. */
    public int end() {
        return (int) INDEX.getAcquire(queues, memory.cqTail());
    }

    private long at(int completion) {
        return memory.cqes() + (completion & completionMask) * Cqe.SIZEOF;
    }

    /** What the operation was queued with. */
    public long userData(int completion) {
        return Cqe.userData(queues, at(completion));
    }

    /** The operation's result, or {@code -errno}. */
    public int result(int completion) {
        return Cqe.result(queues, at(completion));
    }

    /** {@code IORING_CQE_F_…}. */
    public int flags(int completion) {
        return Cqe.flags(queues, at(completion));
    }

    /** The number of the buffer, if the flags have {@link IoUring#IORING_CQE_F_BUFFER}. */
    public static int buffer(int flags) {
        return flags >>> IoUring.IORING_CQE_BUFFER_SHIFT;
    }

    /** Gives the completions before this one back. */
    public void release(int first) {
        INDEX.setRelease(queues, memory.cqHead(), first);
    }

    /** Ends it with all operations; by its owner, or after the owner's end. */
    @Override
    public void close() {
        memory.close();
        fd.close();
    }
}
