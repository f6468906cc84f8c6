package io.weir.kernel.io;

import io.weir.kernel.xdp.FillRing;
import io.weir.kernel.xdp.ReceiveRing;
import io.weir.kernel.xdp.Umem;
import io.weir.kernel.xdp.XdpSocket;
import io.weir.kernel.xdp.XdpStatistics;
import java.lang.foreign.MemorySegment;

/** Frames that arrive by one queue of a link. It has a fixed share of the chunks, so that no queue starves another. */
final class XdpReceiver {
    private static final int ETHERNET = 14;
    private static final int NOT_SUPER = 0;

    private final int link;
    private final int mtu;
    private final XdpSocket socket;
    private final Umem umem;
    private final LargeFrames large;
    private final PacketIoCounters counters;
    private final FrameHeaders headers = new FrameHeaders();
    /** Chunks of ours that are in the fill ring, the kernel or the receive ring. */
    private int out;

    private long lost;
    private long refused;

    XdpReceiver(int link, int mtu, XdpSocket socket, Umem umem, LargeFrames large, PacketIoCounters counters) {
        this.link = link;
        this.mtu = mtu;
        this.socket = socket;
        this.umem = umem;
        this.large = large;
        this.counters = counters;
    }

    XdpSocket socket() {
        return socket;
    }

    /** Chunks of it that the kernel has. */
    int out() {
        return out;
    }

    /** Gives the kernel chunks to receive into. */
    void refill() {
        FillRing fill = socket.fill();
        int wanted = Math.min(Math.min(fill.size() - out, umem.free()), fill.room());
        if (wanted <= 0) {
            return;
        }
        for (int i = 0; i < wanted; i++) {
            fill.add(umem.take());
        }
        out += wanted;
        fill.publish();
        if (fill.needsWakeup()) {
            socket.kickReceive();
        }
    }

    /** Adds what has arrived, as far as there is room. */
    void receive(FrameBatch batch) {
        ReceiveRing ring = socket.receive();
        int taken = 0;
        while (batch.size() < FrameBatch.CAPACITY && ring.available() > 0) {
            int descriptors;
            if (ring.continues(0)) {
                descriptors = gather(batch, ring);
            } else {
                descriptors = 1;
                long address = ring.address(0);
                int length = ring.length(0);
                add(batch, umem.memory(), address, length, address);
            }
            ring.skip(descriptors);
            taken += descriptors;
        }
        if (taken > 0) {
            out -= taken;
            ring.publish();
        }
    }

    /** A frame in several chunks: copied together, and its chunks are free. */
    private int gather(FrameBatch batch, ReceiveRing ring) {
        long base = large.header(batch.size()) + FrameBatch.HEADROOM;
        int length = 0;
        int i = 0;
        boolean more = true;
        while (more) {
            long address = ring.address(i);
            int bytes = ring.length(i);
            if (length + bytes <= FrameBatch.MAXIMUM_FRAME) {
                MemorySegment.copy(umem.memory(), address, large.memory(), base + length, bytes);
            }
            length += bytes;
            umem.give(address);
            more = ring.continues(i);
            i++;
        }
        if (length <= FrameBatch.MAXIMUM_FRAME) {
            add(batch, large.memory(), base, length, FrameBatch.FOREIGN);
        } else {
            counters.receiveTruncated.add(1);
        }
        return i;
    }

    private void add(FrameBatch batch, MemorySegment segment, long base, int length, long token) {
        batch.add(segment, base, length, link, segmentSize(segment, base, length), false, token);
        counters.received.add(1);
        counters.receivedBytes.add(length);
    }

    /** The kernel does not say it here: what is larger than the link carries is a super-frame. */
    private int segmentSize(MemorySegment segment, long base, int length) {
        if (length - ETHERNET <= mtu
                || !headers.parse(segment, base, length)
                || headers.protocol() != FrameHeaders.TCP
                || headers.networkEnd() - headers.network() <= mtu) {
            return NOT_SUPER;
        }
        int inPacket = headers.transport() - headers.network() + headers.tcpHeader(segment, base);
        return Math.max(NOT_SUPER, mtu - inPacket);
    }

    /** Adds what the kernel counted since last time. */
    void count() {
        XdpStatistics statistics = socket.statistics();
        statistics.read();
        long lostNow = statistics.receiveDropped() + statistics.receiveRingFull();
        long refusedNow = statistics.invalidTransmits();
        counters.receiveFull.add(lostNow - lost);
        counters.transmitRefused.add(refusedNow - refused);
        lost = lostNow;
        refused = refusedNow;
    }
}
