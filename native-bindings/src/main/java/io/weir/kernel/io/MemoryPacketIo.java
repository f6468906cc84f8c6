package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames in memory, without a kernel: for tests and benchmarks. The wire's side, {@link #offer} and {@link #take}, is
 * for one thread at a time, which may be another than the owner.
 */
public final class MemoryPacketIo implements PacketIo {
    private static final int SLOTS = 256;
    private static final int MTU = 1500;
    private static final long MAC = 0x0200_0000_0000L;

    private final List<PacketLink> links;
    private final MemoryRing[] arrived;
    private final MemoryRing[] sent;
    private final int[] handedOut;
    private final ParkWait wait = new ParkWait(this::somethingArrived);
    private final PacketIoCounters counters = new PacketIoCounters();
    private int first;

    /**
     * A frame that was sent.
     *
     * @param frame its bytes
     * @param segmentSize payload bytes of each packet that a super-frame stands for; 0 for an ordinary frame
     * @param checksumUnfinished whether its transport checksum is unfinished
     */
    @SuppressWarnings("ArrayRecordComponent") // A test's value, compared by its parts.
    public record Sent(byte[] frame, int segmentSize, boolean checksumUnfinished) {}

    /**
     * Queues for these links.
     *
     * @param slots frames that may wait in each queue
     * @param largest bytes of the largest frame
     */
    public MemoryPacketIo(List<PacketLink> links, int slots, int largest) throws ErrnoException {
        this.links = List.copyOf(links);
        this.arrived = new MemoryRing[links.size()];
        this.sent = new MemoryRing[links.size()];
        this.handedOut = new int[links.size()];
        for (int i = 0; i < links.size(); i++) {
            arrived[i] = new MemoryRing(slots, largest);
            sent[i] = new MemoryRing(slots, largest);
        }
    }

    /** Links {@code m0}, {@code m1} … with the addresses 02:00:00:00:00:01 and so on, for frames of any size. */
    public static MemoryPacketIo of(int links) throws ErrnoException {
        List<PacketLink> all = new ArrayList<>();
        for (int i = 0; i < links; i++) {
            all.add(new PacketLink(i + 1, "m" + i, MAC + i + 1, MTU));
        }
        return new MemoryPacketIo(all, SLOTS, FrameBatch.MAXIMUM_FRAME);
    }

    /** An ordinary frame arrives; whether there was room. */
    public boolean offer(int link, byte[] frame) {
        return offer(link, frame, 0, false);
    }

    /**
     * A frame arrives; whether there was room.
     *
     * @param segmentSize payload bytes of each packet that a super-frame stands for; 0 for an ordinary frame
     */
    public boolean offer(int link, byte[] frame, int segmentSize, boolean checksumUnfinished) {
        MemoryRing ring = arrived[link];
        long base = ring.claim();
        if (base < 0) {
            return false;
        }
        long header = base - VirtioNetHdr.SIZEOF;
        VirtioNetHdr.clear(ring.memory(), header);
        if (checksumUnfinished) {
            VirtioNetHdr.checksum(ring.memory(), header, 0, 0);
        }
        if (segmentSize > 0) {
            VirtioNetHdr.segments(ring.memory(), header, VirtioNetHdr.VIRTIO_NET_HDR_GSO_TCPV4, 0, segmentSize);
        }
        MemorySegment.copy(frame, 0, ring.memory(), JAVA_BYTE, base, frame.length);
        publish(ring, frame.length);
        return true;
    }

    /** An ordinary frame arrives, without allocation; whether there was room. */
    public boolean offer(int link, MemorySegment segment, long base, int length) {
        MemoryRing ring = arrived[link];
        long place = ring.claim();
        if (place < 0) {
            return false;
        }
        VirtioNetHdr.clear(ring.memory(), place - VirtioNetHdr.SIZEOF);
        MemorySegment.copy(segment, base, ring.memory(), place, length);
        publish(ring, length);
        return true;
    }

    private void publish(MemoryRing ring, int length) {
        ring.publish(length);
        wait.look();
    }

    /** The next frame that was sent through a link; null when none waits. */
    public byte @Nullable [] take(int link) {
        Sent next = takeWhole(link);
        return next == null ? null : next.frame();
    }

    /** The next frame that was sent through a link, with what its header says; null when none waits. */
    public @Nullable Sent takeWhole(int link) {
        MemoryRing ring = sent[link];
        if (ring.size() == 0) {
            return null;
        }
        long base = ring.waiting(0);
        long header = base - VirtioNetHdr.SIZEOF;
        byte[] frame = new byte[ring.length(0)];
        MemorySegment.copy(ring.memory(), JAVA_BYTE, base, frame, 0, frame.length);
        Sent taken = new Sent(
                frame,
                VirtioNetHdr.segmentSize(ring.memory(), header),
                VirtioNetHdr.needsChecksum(ring.memory(), header));
        ring.release(1);
        return taken;
    }

    /** Forgets every frame that was sent through a link, without allocation; how many. */
    public int discard(int link) {
        int size = sent[link].size();
        sent[link].release(size);
        return size;
    }

    @Override
    public List<PacketLink> links() {
        return links;
    }

    @Override
    public int receive(FrameBatch batch) {
        batch.clear();
        int link = first;
        for (int i = 0; i < arrived.length; i++) {
            receive(batch, link);
            link = link + 1 == arrived.length ? 0 : link + 1;
        }
        first = first + 1 == arrived.length ? 0 : first + 1;
        return batch.size();
    }

    private void receive(FrameBatch batch, int link) {
        MemoryRing ring = arrived[link];
        counters.receiveFull.add(ring.refused());
        int count = Math.min(ring.size(), FrameBatch.CAPACITY - batch.size());
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            long base = ring.waiting(i);
            long header = base - VirtioNetHdr.SIZEOF;
            int length = ring.length(i);
            int segmentSize = VirtioNetHdr.segmentSize(ring.memory(), header);
            boolean unfinished = VirtioNetHdr.needsChecksum(ring.memory(), header);
            batch.add(ring.memory(), base, length, link, segmentSize, unfinished, i);
            bytes += length;
        }
        handedOut[link] = count;
        counters.received.add(count);
        counters.receivedBytes.add(bytes);
    }

    @Override
    public void complete(FrameBatch batch) {
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            if (batch.verdict(i) == FrameBatch.TRANSMIT) {
                if (batch.length(i) != batch.receivedLength(i)) {
                    VirtioNetHdr.clear(batch.segment(i), batch.base(i) - VirtioNetHdr.SIZEOF);
                }
                // What became of the frame is counted.
                boolean ignored = transmit(batch.transmitLink(i), batch.segment(i), batch.base(i), batch.length(i));
            }
        }
        for (int link = 0; link < arrived.length; link++) {
            arrived[link].release(handedOut[link]);
            handedOut[link] = 0;
        }
        batch.clear();
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        VirtioNetHdr.clear(segment, base - VirtioNetHdr.SIZEOF);
        return transmit(link, segment, base, length);
    }

    private boolean transmit(int link, MemorySegment segment, long base, int length) {
        MemoryRing ring = sent[link];
        if (!ring.fits(length)) {
            counters.transmitRefused.add(1);
            return false;
        }
        long place = ring.claim();
        if (place < 0) {
            counters.transmitFull.add(ring.refused());
            return false;
        }
        int header = VirtioNetHdr.SIZEOF;
        MemorySegment.copy(segment, base - header, ring.memory(), place - header, (long) header + length);
        ring.publish(length);
        counters.transmitted.add(1);
        counters.transmittedBytes.add(length);
        return true;
    }

    @Override
    public void flush() {
        // Frames are on the wire as soon as they are sent.
    }

    @Override
    public void await(long timeoutNanos) {
        wait.await(timeoutNanos);
    }

    private boolean somethingArrived() {
        for (MemoryRing ring : arrived) {
            if (ring.size() > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void wakeup() {
        wait.wakeup();
    }

    @Override
    public PacketIoCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        for (int i = 0; i < arrived.length; i++) {
            arrived[i].close();
            sent[i].close();
        }
    }
}
