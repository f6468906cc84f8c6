package io.weir.kernel.packet;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mmsghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends frames of any size straight from where they lie, many with one call. Every frame has its {@link VirtioNetHdr}
 * in front. For one thread.
 *
 * <p>The queueing discipline is passed by where the interface cuts super-frames itself. Where it does not, the kernel
 * has to, and it does that only in front of a queueing discipline (net/core/dev.c, __dev_direct_xmit drops what
 * validate_xmit_skb_list would cut).
 */
public final class FrameSender implements AutoCloseable {
    private static final int FLAGS = LinuxSocket.MSG_DONTWAIT;

    private final Fd fd;
    private final boolean bypass;
    private final Fd queued;
    private final MemorySegment messages;
    private final MemorySegment pieces;

    private FrameSender(Fd fd, boolean bypass, Fd queued, int capacity) {
        this.fd = fd;
        this.bypass = bypass;
        this.queued = queued;
        Arena arena = Arena.ofAuto();
        this.messages = arena.allocate(Mmsghdr.SIZEOF * capacity, Long.BYTES);
        this.pieces = arena.allocate(Mmsghdr.IOVEC_SIZEOF * capacity, Long.BYTES);
        for (int i = 0; i < capacity; i++) {
            Mmsghdr.join(messages, pieces, i);
        }
    }

    /**
     * Opens one in the network namespace of the calling thread. Needs CAP_NET_RAW.
     *
     * @param bypass whether frames go past the interface's queueing discipline
     * @param queueBytes memory for frames that were sent and have not left; beyond {@code net.core.wmem_max} with
     *     CAP_NET_ADMIN
     * @param capacity most frames of one call
     */
    public static FrameSender open(int interfaceIndex, boolean bypass, int queueBytes, int capacity)
            throws ErrnoException {
        Fd fd = socket(interfaceIndex, bypass, queueBytes);
        if (!bypass) {
            return new FrameSender(fd, false, fd, capacity);
        }
        try {
            return new FrameSender(fd, true, socket(interfaceIndex, false, queueBytes), capacity);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    private static Fd socket(int interfaceIndex, boolean bypass, int queueBytes) throws ErrnoException {
        Fd fd = PacketOptions.open(bypass ? "frame sender" : "frame sender through the queueing discipline");
        try {
            PacketOptions.set(fd, IfPacket.PACKET_QDISC_BYPASS, bypass ? 1 : 0, "PACKET_QDISC_BYPASS");
            PacketOptions.buffer(fd, LinuxSocket.SO_SNDBUFFORCE, LinuxSocket.SO_SNDBUF, queueBytes);
            PacketOptions.bind(fd, PacketSocket.SEND_ONLY, interfaceIndex);
            return fd;
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    /** The socket, to send with a call of another kind; what that refuses with ENOBUFS, {@link #sendQueued} may send. */
    public Fd fd() {
        return fd;
    }

    /** Sets frame {@code i} of the next {@link #sendMany}; its memory is in use until then. */
    public void set(int i, MemorySegment segment, long base, int length) {
        Mmsghdr.piece(pieces, i, segment.address() + base - VirtioNetHdr.SIZEOF, (long) length + VirtioNetHdr.SIZEOF);
    }

    /**
     * Sends frames that were set, in order, until one fails.
     *
     * @return how many were sent, or {@code -errno} of the first
     */
    public int sendMany(int first, int count) {
        return FrameCalls.sendMany(fd, messages, first, count, FLAGS);
    }

    /**
     * Sends one frame.
     *
     * @return its length with the header, or {@code -errno}
     */
    public int send(MemorySegment segment, long base, int length) {
        int result = FrameCalls.send(fd, segment, base - VirtioNetHdr.SIZEOF, length + VirtioNetHdr.SIZEOF, FLAGS);
        return result == -Errno.ENOBUFS ? sendQueued(segment, base, length) : result;
    }

    /**
     * Sends a super-frame, which {@link #sendMany} refused with ENOBUFS, by way of the queueing discipline; an ordinary
     * frame has no second chance.
     *
     * @return its length with the header, or {@code -errno}
     */
    public int sendQueued(MemorySegment segment, long base, int length) {
        long header = base - VirtioNetHdr.SIZEOF;
        return bypass && VirtioNetHdr.segmentSize(segment, header) > 0
                ? FrameCalls.send(queued, segment, header, length + VirtioNetHdr.SIZEOF, FLAGS)
                : -Errno.ENOBUFS;
    }

    @Override
    public void close() {
        fd.close();
        queued.close();
    }
}
