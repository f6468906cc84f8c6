package io.weir.kernel.io;

import io.weir.kernel.iouring.BufferRing;
import io.weir.kernel.iouring.Ring;
import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.ReceiveSocket;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.LinuxSocket;
import java.lang.foreign.MemorySegment;

/** One link of an engine: where its frames arrive, and where they leave. */
final class UringLink implements AutoCloseable {
    /** So that the IP header, behind 10 + 14 bytes, lies at a multiple of 8. */
    private static final int PADDING = 8;
    /**
     * Room for the largest frame, and so many cache lines of 64 bytes (1,051) that the starts of buffers do not all
     * compete for the same sets of the processor's cache.
     */
    private static final int STRIDE = 1051 * 64;

    private static final int FLAGS = LinuxSocket.MSG_TRUNC;
    /** Fewer frames than this do not fill a queue. */
    private static final int FEW = 64;
    /** After so many frames the kernel is asked for losses, even if frames keep coming. */
    private static final int MANY = 1024;

    private final int number;
    private final ReceiveSocket socket;
    private final BufferRing buffers;
    private final FrameSender sender;
    private final PacketIoCounters counters;
    private final MemorySegment memory;
    private boolean armed;
    private int unasked;

    UringLink(int number, ReceiveSocket socket, BufferRing buffers, FrameSender sender, PacketIoCounters counters) {
        this.number = number;
        this.socket = socket;
        this.buffers = buffers;
        this.sender = sender;
        this.counters = counters;
        this.memory = buffers.memory();
    }

    static BufferRing buffers(Ring ring, int link, int count) throws ErrnoException {
        return BufferRing.open(ring, link, count, STRIDE, PADDING, LargeFrames.ROOM);
    }

    ReceiveSocket socket() {
        return socket;
    }

    FrameSender sender() {
        return sender;
    }

    /** Whether the kernel receives. */
    boolean armed() {
        return armed;
    }

    /** Has the kernel receive, if it does not and there is something to receive into. */
    void arm(Ring ring) {
        if (!armed && buffers.free() > 0) {
            ring.receiveMany(socket.fd(), buffers.group(), FLAGS, UringTag.of(UringTag.RECEIVE, number));
            armed = true;
        }
    }

    /**
     * The kernel has stopped to receive: ENOBUFS until buffers are back, ENETDOWN after the link went down, and others
     * that {@link #arm} mends as well.
     */
    void ended() {
        armed = false;
    }

    /** Takes the frame that a completion tells of. */
    void received(FrameBatch batch, int result, int flags) {
        int buffer = Ring.buffer(flags);
        buffers.taken();
        unasked++;
        int length = result - VirtioNetHdr.SIZEOF;
        if (length <= 0 || result > LargeFrames.ROOM) {
            counters.receiveTruncated.add(1);
            giveBack(buffer);
            buffers.publish();
            return;
        }
        long header = buffers.start(buffer);
        batch.add(
                memory,
                header + VirtioNetHdr.SIZEOF,
                length,
                number,
                VirtioNetHdr.segmentSize(memory, header),
                VirtioNetHdr.needsChecksum(memory, header),
                buffer);
        counters.received.add(1);
        counters.receivedBytes.add(length);
    }

    /** A frame's buffer is free; the kernel learns of it by {@link #publish}. */
    void giveBack(long token) {
        buffers.add((int) token);
    }

    /** Shows the kernel what was given back. */
    void publish() {
        buffers.publish();
    }

    /** Counts what the kernel had no room for, when that may have happened. */
    void countLosses(boolean quiet) {
        if (unasked >= (quiet ? FEW : MANY)) {
            askForLosses();
        }
    }

    /** Counts what the kernel had no room for since the last frames. */
    void askForLosses() {
        if (unasked > 0) {
            unasked = 0;
            counters.receiveFull.add(socket.dropped());
        }
    }

    /** Nothing more arrives. */
    void stop() {
        try {
            socket.stop();
        } catch (ErrnoException e) {
            // Then frames arrive that nobody reads, until the socket is closed.
        }
    }

    /** After the ring was closed. */
    @Override
    public void close() {
        socket.close();
        sender.close();
        buffers.close();
    }
}
