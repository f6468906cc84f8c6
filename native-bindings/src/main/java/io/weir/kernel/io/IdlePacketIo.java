package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An engine by which nothing comes and nothing leaves, for as long as there is no other. */
public final class IdlePacketIo implements PacketIo {
    private final List<PacketLink> links;
    private final PacketIoCounters counters = new PacketIoCounters();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Thread waiter;

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
        waiter = Thread.currentThread();
        long start = System.nanoTime();
        long left = timeoutNanos;
        while (left > 0 && !woken.get()) {
            LockSupport.parkNanos(this, left);
            left = timeoutNanos - (System.nanoTime() - start);
        }
        woken.set(false);
    }

    @Override
    public void wakeup() {
        woken.set(true);
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
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
