package io.weir.l4.worker;

import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketIoCounters;
import io.weir.kernel.io.PacketLink;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Frames in memory, which knows whether it was closed. */
final class Closing implements PacketIo {
    private final MemoryPacketIo engine;
    volatile boolean begun;
    volatile boolean closed;

    Closing(MemoryPacketIo engine) {
        this.engine = engine;
    }

    @Override
    public List<PacketLink> links() {
        return engine.links();
    }

    @Override
    public void begin() {
        begun = true;
    }

    @Override
    public int receive(FrameBatch batch) {
        return engine.receive(batch);
    }

    @Override
    public void complete(FrameBatch batch) {
        engine.complete(batch);
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        return engine.send(link, segment, base, length);
    }

    @Override
    public void flush() {
        engine.flush();
    }

    @Override
    public void await(long timeoutNanos) {
        engine.await(timeoutNanos);
    }

    @Override
    public void wakeup() {
        engine.wakeup();
    }

    @Override
    public boolean steered() {
        return engine.steered();
    }

    @Override
    public boolean finishedChecksums() {
        return engine.finishedChecksums();
    }

    @Override
    public PacketIoCounters counters() {
        return engine.counters();
    }

    @Override
    public void close() {
        closed = true;
        engine.close();
    }
}
