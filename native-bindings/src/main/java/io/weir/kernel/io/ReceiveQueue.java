package io.weir.kernel.io;

import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.ReceiveRing;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import java.io.UncheckedIOException;

/** Frames that arrive by one link. */
final class ReceiveQueue implements AutoCloseable {
    /** Slots looked at in one go, also those whose frame is not for us. */
    private static final int BUDGET = 2 * FrameBatch.CAPACITY;

    private final int link;
    private final ReceiveRing ring;
    private final LargeFrames large;
    private final PacketIoCounters counters;

    ReceiveQueue(int link, ReceiveRing ring, LargeFrames large, PacketIoCounters counters) {
        this.link = link;
        this.ring = ring;
        this.large = large;
        this.counters = counters;
    }

    ReceiveRing ring() {
        return ring;
    }

    /** Lets frames in. */
    void begin() {
        try {
            ring.admit();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what has arrived, as far as there is room. */
    void receive(FrameBatch batch) {
        int seen = 0;
        int all = 0;
        while (batch.size() < FrameBatch.CAPACITY && seen < BUDGET) {
            long slot = ring.current();
            int status = ring.status(slot);
            if ((status & IfPacket.TP_STATUS_USER) == 0) {
                break;
            }
            ring.advance();
            seen++;
            all |= status;
            take(batch, slot, status);
        }
        // Once for all: under overload nearly every slot tells of losses, and to ask is a system call.
        if ((all & IfPacket.TP_STATUS_LOSING) != 0) {
            countDropped();
        }
    }

    private void take(FrameBatch batch, long slot, int status) {
        // A tag that the interface took off: the frame is its VLAN interface's.
        boolean ours =
                (status & IfPacket.TP_STATUS_VLAN_VALID) == 0 && ring.packetType(slot) != IfPacket.PACKET_OUTGOING;
        if ((status & IfPacket.TP_STATUS_COPY) != 0) {
            // Taken from the queue in any case, or the frames behind it would come in its place.
            int place = batch.size();
            int received = ring.takeLarge(large.memory(), large.header(place), LargeFrames.ROOM);
            ring.release(slot);
            if (ours) {
                addLarge(batch, place, received);
            }
            return;
        }
        int length = ring.length(slot);
        if (!ours || ring.captured(slot) < length) {
            ring.release(slot);
            counters.receiveTruncated.add(ours ? 1 : 0);
            return;
        }
        long frame = ring.frame(slot);
        long header = frame - VirtioNetHdr.SIZEOF;
        batch.add(
                ring.memory(),
                frame,
                length,
                link,
                VirtioNetHdr.segmentSize(ring.memory(), header),
                VirtioNetHdr.needsChecksum(ring.memory(), header),
                slot);
        counters.received.add(1);
        counters.receivedBytes.add(length);
    }

    private void addLarge(FrameBatch batch, int place, int received) {
        if (received <= VirtioNetHdr.SIZEOF || received > LargeFrames.ROOM) {
            counters.receiveTruncated.add(1);
            return;
        }
        long header = large.header(place);
        int length = received - VirtioNetHdr.SIZEOF;
        batch.add(
                large.memory(),
                header + VirtioNetHdr.SIZEOF,
                length,
                link,
                VirtioNetHdr.segmentSize(large.memory(), header),
                VirtioNetHdr.needsChecksum(large.memory(), header),
                FrameBatch.FOREIGN);
        counters.received.add(1);
        counters.receivedBytes.add(length);
    }

    /** Gives the slot of a frame back. */
    void release(long token) {
        ring.release(token);
    }

    void countDropped() {
        counters.receiveFull.add(ring.dropped());
    }

    @Override
    public void close() {
        ring.close();
    }
}
