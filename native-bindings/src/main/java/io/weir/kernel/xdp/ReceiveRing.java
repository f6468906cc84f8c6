package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Mapping;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;

/** What the kernel received, in descriptors. A frame is one, or several that follow each other. */
public final class ReceiveRing extends Ring {
    ReceiveRing(Mapping mapping, RingOffsets offsets, int size) {
        super(mapping, offsets, size);
    }

    /** Descriptors that wait, at least as many as the next frame has; 0 if the next frame is not all there. */
    public int available() {
        int available = producer - consumer;
        if (available == 0 || !whole(available)) {
            producer = readProducer();
            available = producer - consumer;
        }
        return available == 0 || !whole(available) ? 0 : available;
    }

    private boolean whole(int available) {
        for (int i = 0; i < available; i++) {
            if (!continues(i)) {
                return true;
            }
        }
        return false;
    }

    /** Where descriptor {@code i} of those that wait has its bytes. */
    public long address(int i) {
        return memory.get(JAVA_LONG, entry(i) + XdpDesc.ADDR);
    }

    /** How many bytes. */
    public int length(int i) {
        return memory.get(JAVA_INT, entry(i) + XdpDesc.LEN);
    }

    /** Whether the frame goes on in the next descriptor. */
    public boolean continues(int i) {
        return (memory.get(JAVA_INT, entry(i) + XdpDesc.OPTIONS) & IfXdp.XDP_PKT_CONTD) != 0;
    }

    private long entry(int i) {
        return entriesAt + (long) ((consumer + i) & mask) * XdpDesc.SIZEOF;
    }

    /** Passes over so many descriptors, whose chunks are the caller's now. */
    public void skip(int count) {
        consumer += count;
    }

    /** Gives what was passed over back to the kernel. */
    public void publish() {
        writeConsumer();
    }
}
