package io.weir.kernel.io;

import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.sys.Errno;
import java.lang.foreign.MemorySegment;

/** Sends the frames of a batch from where they lie, with one sendmmsg. */
final class MessageTransmitter implements Transmitter {
    private final FrameSender sender;
    private final PacketIoCounters counters;
    private final MemorySegment[] segment = new MemorySegment[FrameBatch.CAPACITY];
    private final long[] base = new long[FrameBatch.CAPACITY];
    private final int[] length = new int[FrameBatch.CAPACITY];
    private int size;

    MessageTransmitter(FrameSender sender, PacketIoCounters counters) {
        this.sender = sender;
        this.counters = counters;
    }

    @Override
    public void add(MemorySegment segment, long base, int length) {
        int i = size;
        if (i == FrameBatch.CAPACITY) {
            settle();
            i = 0;
        }
        this.segment[i] = segment;
        this.base[i] = base;
        this.length[i] = length;
        sender.set(i, segment, base, length);
        size = i + 1;
    }

    @Override
    public void settle() {
        int count = size;
        int done = 0;
        while (done < count) {
            int sent = sender.sendMany(done, count - done);
            if (sent > 0) {
                countSent(done, sent);
                done += sent;
            } else {
                done += failed(done, sent);
            }
        }
        size = 0;
    }

    private void countSent(int first, int count) {
        long bytes = 0;
        for (int i = first; i < first + count; i++) {
            bytes += length[i];
        }
        counters.transmitted.add(count);
        counters.transmittedBytes.add(bytes);
    }

    /** How many frames are dealt with after frame {@code i} failed. */
    private int failed(int i, int error) {
        int result = error == -Errno.ENOBUFS ? sender.sendQueued(segment[i], base[i], length[i]) : error;
        Transmitting.count(counters, result, length[i]);
        if (result == -Errno.EAGAIN) {
            // The socket's memory is full; it will not be less so for the others of this batch.
            counters.transmitFull.add(size - i - 1L);
            return size - i;
        }
        return 1;
    }

    @Override
    public boolean send(MemorySegment segment, long base, int length) {
        return Transmitting.count(counters, sender.send(segment, base, length), length);
    }

    @Override
    public void flush() {
        // Nothing waits after settle.
    }

    @Override
    public void close() {
        sender.close();
    }
}
