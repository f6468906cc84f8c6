package io.weir.kernel.io;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.xdp.CompletionRing;
import io.weir.kernel.xdp.TransmitRing;
import io.weir.kernel.xdp.Umem;
import io.weir.kernel.xdp.XdpSocket;
import java.lang.foreign.MemorySegment;

/** Frames that leave by one link. */
final class XdpTransmitter {
    private static final int ETHERNET = 14;
    /** Most descriptors of one frame that any driver takes: {@code MAX_SKB_FRAGS} and one. */
    private static final int DESCRIPTORS = 18;

    private final int mtu;
    private final XdpSocket socket;
    private final Umem umem;
    private final PacketIoCounters counters;
    private final boolean severalChunks;
    private final Segmenter segmenter = new Segmenter();
    private final FrameHeaders headers = new FrameHeaders();
    private boolean waiting;

    XdpTransmitter(int mtu, XdpSocket socket, Umem umem, boolean severalChunks, PacketIoCounters counters) {
        this.mtu = mtu;
        this.socket = socket;
        this.umem = umem;
        this.severalChunks = severalChunks;
        this.counters = counters;
    }

    /** Sends a frame from the chunk it lies in, which is not the caller's any more. */
    void give(long address, int length, int segmentSize) {
        if (segmentSize > 0 || !fits(umem.memory(), address, length)) {
            // What became of the frame is counted.
            boolean ignored = cut(umem.memory(), address, length, segmentSize);
        } else if (room(1)) {
            socket.transmit().add(address, length, false);
            sent(length);
            return;
        } else {
            counters.transmitFull.add(1);
        }
        umem.give(address);
    }

    /** Sends a frame that lies anywhere; whether there was room. */
    boolean copy(MemorySegment segment, long base, int length, int segmentSize) {
        // A super-frame may fit a link with a larger MTU, but its checksum is not that of one packet.
        if (segmentSize > 0 || !fits(segment, base, length)) {
            return cut(segment, base, length, segmentSize);
        }
        int chunks = Math.ceilDiv(length, Umem.CHUNK_BYTES);
        if (chunks > (severalChunks ? DESCRIPTORS : 1)) {
            counters.transmitRefused.add(1);
            return false;
        }
        if (!room(chunks) || !chunks(chunks)) {
            counters.transmitFull.add(1);
            return false;
        }
        int done = 0;
        for (int i = 1; i <= chunks; i++) {
            int bytes = Math.min(Umem.CHUNK_BYTES, length - done);
            long chunk = umem.take();
            MemorySegment.copy(segment, base + done, umem.memory(), chunk, bytes);
            socket.transmit().add(chunk, bytes, i < chunks);
            done += bytes;
        }
        sent(length);
        return true;
    }

    private void sent(int length) {
        waiting = true;
        counters.transmitted.add(1);
        counters.transmittedBytes.add(length);
    }

    /** Whether the link carries the frame as it is. */
    private boolean fits(MemorySegment segment, long base, int length) {
        if (length - ETHERNET <= mtu) {
            return length >= ETHERNET;
        }
        // VLAN tags are not counted.
        int network = headers.networkOffset(segment, base, length);
        return network > ETHERNET && length - network <= mtu;
    }

    /** Sends a super-frame as the frames that it stands for; whether all of them had room. */
    private boolean cut(MemorySegment segment, long base, int length, int segmentSize) {
        if (!segmenter.begin(segment, base, length, segmentSize, mtu) || !segmenter.fits(Umem.CHUNK_BYTES)) {
            counters.transmitRefused.add(1);
            return false;
        }
        while (segmenter.left() > 0) {
            if (!room(1) || !chunks(1)) {
                counters.transmitFull.add(segmenter.left());
                return false;
            }
            long chunk = umem.take();
            int bytes = segmenter.next(umem.memory(), chunk);
            socket.transmit().add(chunk, bytes, false);
            sent(bytes);
        }
        return true;
    }

    private boolean room(int descriptors) {
        TransmitRing ring = socket.transmit();
        if (ring.room(descriptors) >= descriptors) {
            return true;
        }
        flush();
        return ring.room(descriptors) >= descriptors;
    }

    private boolean chunks(int wanted) {
        if (umem.free() >= wanted) {
            return true;
        }
        flush();
        return umem.free() >= wanted;
    }

    /** Has the kernel send what waits, and takes back what it has sent. Never blocks. */
    void flush() {
        CompletionRing completion = socket.completion();
        completion.drain(umem);
        if (!waiting) {
            return;
        }
        TransmitRing ring = socket.transmit();
        ring.publish();
        if (!ring.needsWakeup()) {
            waiting = false;
            return;
        }
        int left = ring.waiting();
        int before = left + 1;
        while (left > 0 && left < before) {
            int result = socket.kickTransmit();
            if (result == -Errno.EBUSY) {
                counters.transmitRefused.add(1);
            }
            completion.drain(umem);
            before = left;
            left = ring.waiting();
        }
        // What is left leaves with a later one.
        waiting = left > 0;
    }
}
