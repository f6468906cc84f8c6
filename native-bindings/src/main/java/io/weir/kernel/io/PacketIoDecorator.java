package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Does everything as another engine does. Decorators say only what they do otherwise, and cannot forget the rest. */
abstract class PacketIoDecorator implements PacketIo {
    final PacketIo engine;

    /** Takes the engine over, and closes it at the end. */
    PacketIoDecorator(PacketIo engine) {
        this.engine = engine;
    }

    @Override
    public List<PacketLink> links() {
        return engine.links();
    }

    @Override
    public void begin() {
        engine.begin();
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
    public void dropped(MemorySegment segment, long base, int length, int reason) {
        engine.dropped(segment, base, length, reason);
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
    public boolean hostHasCopy() {
        return engine.hostHasCopy();
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
        engine.close();
    }
}
