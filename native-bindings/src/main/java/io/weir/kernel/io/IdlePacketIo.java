package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** An engine by which nothing comes and nothing leaves, for as long as there is no other. */
public final class IdlePacketIo implements PacketIo {
    private final List<PacketLink> links;
    private final PacketIoCounters counters = new PacketIoCounters();
    private final ParkWait wait = new ParkWait(() -> false);

    /** In place of an engine with these links. */
    public IdlePacketIo(List<PacketLink> links) {
        this.links = List.copyOf(links);
    }

    @Override
    public List<PacketLink> links() {
        return links;
    }

    @Override
    public int receive(FrameBatch batch) {
        batch.clear();
        return 0;
    }

    @Override
    public void complete(FrameBatch batch) {
        batch.clear();
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        counters.transmitRefused.add(1);
        return false;
    }

    @Override
    public void flush() {
        // Nothing waits.
    }

    @Override
    public void await(long timeoutNanos) {
        wait.await(timeoutNanos);
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
        // Nothing is held.
    }
}
