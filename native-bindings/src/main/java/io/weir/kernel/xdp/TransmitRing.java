package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Mapping;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;

/** What the kernel shall send, in descriptors. */
public final class TransmitRing extends Ring {
    TransmitRing(Mapping mapping, RingOffsets offsets, int size) {
        super(mapping, offsets, size);
    }

    /** How many descriptors it has room for. */
    public int room(int wanted) {
        int room = size - (producer - consumer);
        if (room < wanted) {
            consumer = readConsumer();
            room = size - (producer - consumer);
        }
        return room;
    }

    /**
     * Adds a descriptor; there must be room. The kernel sees it after {@link #publish}, which is for whole frames.
     *
     * @param continues whether the frame goes on in the next one
     */
    public void add(long address, int length, boolean continues) {
        long entry = entriesAt + (long) (producer & mask) * XdpDesc.SIZEOF;
        memory.set(JAVA_LONG, entry + XdpDesc.ADDR, address);
        memory.set(JAVA_INT, entry + XdpDesc.LEN, length);
        memory.set(JAVA_INT, entry + XdpDesc.OPTIONS, continues ? IfXdp.XDP_PKT_CONTD : 0);
        producer++;
    }

    /** Hands what was added to the kernel. */
    public void publish() {
        writeProducer();
    }

    /** Descriptors that the kernel has not taken yet. */
    public int waiting() {
        consumer = readConsumer();
        return producer - consumer;
    }
}
