package io.weir.core.service;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Live figures of one server in one service. Both planes feed it, least-connection schedulers read it; it outlives
 * every snapshot. All methods may be called from any thread and none blocks or allocates.
 */
public final class ServerLoad {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final LongAdder total = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder packetsIn = new LongAdder();
    private final LongAdder packetsOut = new LongAdder();

    /** Another with the same places taken, to see what would be chosen now. */
    public ServerLoad copy() {
        ServerLoad copy = new ServerLoad();
        copy.active.set(active.get());
        return copy;
    }

    /** Takes a place. False, and nothing taken, when {@code limit} (0: none) is reached. */
    public boolean tryAcquire(int limit) {
        while (true) {
            int current = active.get();
            if (limit != 0 && current >= limit) {
                return false;
            }
            if (active.compareAndSet(current, current + 1)) {
                return true;
            }
        }
    }

    /** Gives the place back; once for each {@link #tryAcquire} that said true. */
    public int release() {
        return active.decrementAndGet();
    }

    /** Counts a connection that reached the server. */
    public void countConnection() {
        total.increment();
    }

    /** A request or connection failed. Returns how many have in a row. */
    public int failed() {
        return failuresInRow.incrementAndGet();
    }

    /** A request or connection did not fail. */
    public void succeeded() {
        if (failuresInRow.get() != 0) {
            failuresInRow.set(0);
        }
    }

    /** Counts payload from the client. */
    public void addBytesIn(long bytes) {
        bytesIn.add(bytes);
    }

    /** Counts payload to the client. */
    public void addBytesOut(long bytes) {
        bytesOut.add(bytes);
    }

    /** Counts packets from the client at layer 4. */
    public void addPacketsIn(long packets) {
        packetsIn.add(packets);
    }

    /** Counts packets to the client at layer 4. */
    public void addPacketsOut(long packets) {
        packetsOut.add(packets);
    }

    /** Places taken now. */
    public int active() {
        return active.get();
    }

    /** Connections that reached the server since the daemon started. */
    public long total() {
        return total.sum();
    }

    /** Payload bytes from clients. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Payload bytes to clients. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** Packets from clients; 0 at layer 7, which sees none. */
    public long packetsIn() {
        return packetsIn.sum();
    }

    /** Packets to clients that passed here; 0 at layer 7. */
    public long packetsOut() {
        return packetsOut.sum();
    }
}
