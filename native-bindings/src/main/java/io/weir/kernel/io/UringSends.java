package io.weir.kernel.io;

import io.weir.kernel.iouring.IoUring;
import io.weir.kernel.iouring.Ring;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.LinuxSocket;
import java.lang.foreign.MemorySegment;

/**
 * Frames on their way out: queued on the ring, sent when the kernel is next entered, from where they lie. A send is done
 * or has failed when that call returns, and only a failure completes.
 */
final class UringSends {
    /** Most frames that wait. */
    static final int CAPACITY = 2 * FrameBatch.CAPACITY;

    private static final int FLAGS = LinuxSocket.MSG_DONTWAIT | LinuxSocket.MSG_NOSIGNAL;

    private final UringLink[] links;
    private final Ring ring;
    private final LargeFrames copies;
    private final PacketIoCounters counters;
    private final MemorySegment[] segment = new MemorySegment[CAPACITY];
    private final long[] base = new long[CAPACITY];
    private final int[] length = new int[CAPACITY];
    private final int[] link = new int[CAPACITY];
    private final int[] owner = new int[CAPACITY];
    private final long[] token = new long[CAPACITY];
    private int size;
    private int copied;

    UringSends(UringLink[] links, Ring ring, LargeFrames copies, PacketIoCounters counters) {
        this.links = links;
        this.ring = ring;
        this.copies = copies;
        this.counters = counters;
    }

    /** Frames that wait. */
    int size() {
        return size;
    }

    /** Whether there is room for one more frame, also for a copy. */
    boolean full() {
        return size == CAPACITY || copied == FrameBatch.CAPACITY;
    }

    /**
     * Queues a frame with its header in front.
     *
     * @param out the link it leaves by
     * @param in the link whose buffer it is in
     * @param token the buffer, {@link FrameBatch#FOREIGN} for other memory
     */
    void add(MemorySegment frame, long base, int length, int out, int in, long token) {
        int i = size;
        segment[i] = frame;
        this.base[i] = base;
        this.length[i] = length;
        link[i] = out;
        owner[i] = in;
        this.token[i] = token;
        size = i + 1;
        ring.send(
                links[out].sender().fd(),
                frame.address() + base - VirtioNetHdr.SIZEOF,
                length + VirtioNetHdr.SIZEOF,
                FLAGS,
                UringTag.of(UringTag.SEND, i));
    }

    /** Queues a copy of an ordinary frame. */
    void addCopy(MemorySegment frame, long from, int bytes, int out) {
        MemorySegment memory = copies.memory();
        long header = copies.header(copied++);
        VirtioNetHdr.clear(memory, header);
        MemorySegment.copy(frame, from, memory, header + VirtioNetHdr.SIZEOF, bytes);
        add(memory, header + VirtioNetHdr.SIZEOF, bytes, out, out, FrameBatch.FOREIGN);
    }

    /**
     * After the kernel was entered: counts, sends again what may go another way, and gives the buffers back.
     *
     * @param completions the first completion that may be of these frames
     */
    void settle(int completions) {
        int sent = size - refused();
        long bytes = 0;
        for (int i = 0; i < sent; i++) {
            bytes += length[i];
        }
        int end = ring.end();
        for (int i = completions; i != end; i++) {
            long tag = ring.userData(i);
            if (UringTag.kind(tag) == UringTag.SEND) {
                int place = UringTag.number(tag);
                if (!sentOtherwise(place, ring.result(i))) {
                    sent--;
                    bytes -= length[place];
                }
            }
        }
        counters.transmitted.add(sent);
        counters.transmittedBytes.add(bytes);
        giveBack();
    }

    /** What the kernel did not take, because it had no memory, is not sent: its memory is about to be used again. */
    private int refused() {
        if (ring.queued() == 0) {
            return 0;
        }
        int refused = ring.withdraw(IoUring.IORING_OP_SEND);
        counters.transmitFull.add(refused);
        return refused;
    }

    private boolean sentOtherwise(int i, int error) {
        int result =
                error == -Errno.ENOBUFS ? links[link[i]].sender().sendQueued(segment[i], base[i], length[i]) : error;
        if (result < 0) {
            boolean full = result == -Errno.EAGAIN || result == -Errno.ENOBUFS;
            (full ? counters.transmitFull : counters.transmitRefused).add(1);
        }
        return result >= 0;
    }

    private void giveBack() {
        for (int i = 0; i < size; i++) {
            if (token[i] != FrameBatch.FOREIGN) {
                links[owner[i]].giveBack(token[i]);
            }
        }
        for (int i = 0; i < links.length; i++) {
            links[i].publish();
        }
        size = 0;
        copied = 0;
    }
}
