package io.weir.core.service;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Live figures of one virtual service; outlives every snapshot. All methods may be called from any thread and none
 * blocks.
 */
public final class ServiceLoad {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    private final LongAdder total = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder packetsIn = new LongAdder();
    private final LongAdder packetsOut = new LongAdder();
    private final AtomicLong turn = new AtomicLong();
    private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);

    /** All figures zero. */
    public ServiceLoad() {
        for (EndReason reason : EndReason.values()) {
            ended.put(reason, new LongAdder());
        }
    }

    /** Another with the same connections open and the same next turn, to see what would be chosen now. */
    public ServiceLoad copy() {
        ServiceLoad copy = new ServiceLoad();
        copy.active.set(active.get());
        copy.turn.set(turn.get());
        return copy;
    }

    /** A client connection was accepted. Returns how many are open now. */
    public int opened() {
        total.increment();
        return active.incrementAndGet();
    }

    /** A client connection ended. Returns how many are open now. */
    public int ended(EndReason reason) {
        adder(reason).increment();
        return active.decrementAndGet();
    }

    /** A client connection turned out to be another service's. Returns how many are open now. */
    public int left() {
        total.decrement();
        return active.decrementAndGet();
    }

    /** A request failed on a connection that goes on: counted beside the connections that ended for this reason. */
    public void failed(EndReason reason) {
        adder(reason).increment();
    }

    /** Adds to the number of connections that wait for a place at a server. */
    public int addQueued(int change) {
        return queued.addAndGet(change);
    }

    /** Counts payload from clients. */
    public void addBytesIn(long bytes) {
        bytesIn.add(bytes);
    }

    /** Counts payload to clients. */
    public void addBytesOut(long bytes) {
        bytesOut.add(bytes);
    }

    /** Counts packets from clients at layer 4. */
    public void addPacketsIn(long packets) {
        packetsIn.add(packets);
    }

    /** Counts packets to clients at layer 4. */
    public void addPacketsOut(long packets) {
        packetsOut.add(packets);
    }

    /** The next turn of the round-robin schedulers; shared, so that turns alternate over all threads. */
    public long nextTurn() {
        return turn.getAndIncrement();
    }

    /** Client connections open now. */
    public int active() {
        return active.get();
    }

    /** Connections that wait for a place at a server. */
    public int queued() {
        return queued.get();
    }

    /** Client connections since the daemon started. */
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

    /** Connections that ended for this reason since the daemon started. */
    public long endedFor(EndReason reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(EndReason reason) {
        return Objects.requireNonNull(ended.get(reason));
    }
}
