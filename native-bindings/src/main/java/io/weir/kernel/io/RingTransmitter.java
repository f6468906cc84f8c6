package io.weir.kernel.io;

import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.TransmitRing;
import io.weir.kernel.packet.VirtioNetHdr;
import java.lang.foreign.MemorySegment;

/**
 * Copies frames into a transmit ring. Super-frames, and frames too large for a slot, are sent from where they lie, in
 * their turn.
 *
 * <p>A super-frame never goes into the ring, however small: one that the link does not cut would be dropped, and the
 * kernel leaves what it drops at the head of the ring, with all others behind it (net/packet/af_packet.c, tpacket_snd).
 */
final class RingTransmitter implements Transmitter {
    private final TransmitRing ring;
    private final FrameSender large;
    private final PacketIoCounters counters;

    RingTransmitter(TransmitRing ring, FrameSender large, PacketIoCounters counters) {
        this.ring = ring;
        this.large = large;
        this.counters = counters;
    }

    @Override
    public void add(MemorySegment segment, long base, int length) {
        // What became of the frame is counted.
        boolean ignored = send(segment, base, length);
    }

    @Override
    public void settle() {
        // Frames were copied or sent.
    }

    @Override
    public boolean send(MemorySegment segment, long base, int length) {
        boolean superFrame = VirtioNetHdr.segmentSize(segment, base - VirtioNetHdr.SIZEOF) > 0;
        if (superFrame || !ring.fits(length)) {
            flush();
            return Transmitting.count(counters, large.send(segment, base, length), length);
        }
        if (!ring.add(segment, base, length)) {
            flush();
            if (!ring.add(segment, base, length)) {
                counters.transmitFull.add(1);
                return false;
            }
        }
        counters.transmitted.add(1);
        counters.transmittedBytes.add(length);
        return true;
    }

    @Override
    public void flush() {
        if (ring.kick()) {
            counters.transmitRefused.add(1);
        }
    }

    @Override
    public void close() {
        ring.close();
        large.close();
    }
}
