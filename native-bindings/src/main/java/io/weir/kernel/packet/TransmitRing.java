package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The transmit ring of a packet socket on one interface (TPACKET_V2). Frames are copied into slots and leave together
 * at the next {@link #kick}. One thread writes.
 */
public final class TransmitRing implements AutoCloseable {
    private static final VarHandle STATUS = JAVA_INT.varHandle();
    /** The bits above tell of timestamps. */
    private static final int STATUS_MASK = 0xff;

    private final Fd fd;
    private final RingSize size;
    private final Mapping mapping;
    private final MemorySegment memory;
    private int next;
    private boolean waiting;
    private boolean uncertain;
    private long bytesAdded;
    private long bytesSent;

    private TransmitRing(Fd fd, RingSize size, Mapping mapping) {
        this.fd = fd;
        this.size = size;
        this.mapping = mapping;
        this.memory = mapping.segment();
    }

    /**
     * Opens one in the network namespace of the calling thread. Needs CAP_NET_RAW.
     *
     * @param bypass whether frames go past the interface's queueing discipline
     * @param queueBytes memory for frames that were sent and have not left
     */
    public static TransmitRing open(int interfaceIndex, RingSize size, boolean bypass, int queueBytes)
            throws ErrnoException {
        Fd fd = PacketOptions.open("transmit ring");
        try {
            PacketOptions.set(fd, IfPacket.PACKET_QDISC_BYPASS, bypass ? 1 : 0, "PACKET_QDISC_BYPASS");
            // Else a frame that the kernel refuses would stop the ring.
            PacketOptions.set(fd, IfPacket.PACKET_LOSS, 1, "PACKET_LOSS");
            PacketOptions.buffer(fd, LinuxSocket.SO_SNDBUFFORCE, LinuxSocket.SO_SNDBUF, queueBytes);
            Mapping mapping = PacketOptions.ring(fd, IfPacket.PACKET_TX_RING, size, "PACKET_TX_RING");
            try {
                PacketOptions.bind(fd, PacketSocket.SEND_ONLY, interfaceIndex);
            } catch (ErrnoException e) {
                mapping.close();
                throw e;
            }
            return new TransmitRing(fd, size, mapping);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    /** Whether a frame with its header fits a slot. */
    public boolean fits(int length) {
        return length + VirtioNetHdr.SIZEOF <= size.slotBytes() - Tpacket.TRANSMIT_DATA;
    }

    /**
     * Copies a frame into the next slot.
     *
     * @param base where the frame starts; its {@link VirtioNetHdr} is in front
     * @return whether there was a free slot
     */
    public boolean add(MemorySegment segment, long base, int length) {
        long slot = (long) next * size.slotBytes();
        if (status(slot) != IfPacket.TP_STATUS_AVAILABLE) {
            return false;
        }
        int bytes = length + VirtioNetHdr.SIZEOF;
        MemorySegment.copy(segment, base - VirtioNetHdr.SIZEOF, memory, slot + Tpacket.TRANSMIT_DATA, bytes);
        memory.set(JAVA_INT, slot + Tpacket.LEN, bytes);
        STATUS.setRelease(memory, slot + Tpacket.STATUS, IfPacket.TP_STATUS_SEND_REQUEST);
        int following = next + 1;
        next = following == size.slots() ? 0 : following;
        waiting = true;
        bytesAdded += length;
        return true;
    }

    /**
     * Has the kernel send what waits. Never blocks; what has no room yet leaves with the next kick.
     *
     * @return whether the kernel refused a frame or several
     */
    public boolean kick() {
        if (!waiting) {
            return false;
        }
        int result = FrameCalls.kick(fd, LinuxSocket.MSG_DONTWAIT);
        if (result < 0) {
            uncertain = true; // Some may have left before the error.
        } else {
            bytesSent += result;
        }
        int last = (next == 0 ? size.slots() : next) - 1;
        if (status((long) last * size.slotBytes()) == IfPacket.TP_STATUS_SEND_REQUEST) {
            return false;
        }
        boolean refused = !uncertain && bytesSent < bytesAdded;
        waiting = false;
        uncertain = false;
        bytesAdded = 0;
        bytesSent = 0;
        return refused;
    }

    private int status(long slot) {
        return (int) STATUS.getAcquire(memory, slot + Tpacket.STATUS) & STATUS_MASK;
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}
