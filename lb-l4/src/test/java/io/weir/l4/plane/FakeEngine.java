package io.weir.l4.plane;

import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketIoCounters;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.sys.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Frames in memory, which knows whether it has been closed. */
final class FakeEngine implements PacketIo {
    final MemoryPacketIo wire;
    volatile boolean begun;
    volatile boolean closed;

    FakeEngine(List<PacketLink> links) {
        try {
            wire = new MemoryPacketIo(links, 64, 2048);
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<PacketLink> links() {
        return wire.links();
    }

    @Override
    public void begin() {
        begun = true;
    }

    @Override
    public int receive(FrameBatch batch) {
        return wire.receive(batch);
    }

    @Override
    public void complete(FrameBatch batch) {
        wire.complete(batch);
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        return wire.send(link, segment, base, length);
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public void await(long timeoutNanos) {
        wire.await(timeoutNanos);
    }

    @Override
    public void wakeup() {
        wire.wakeup();
    }

    @Override
    public PacketIoCounters counters() {
        return wire.counters();
    }

    @Override
    public void close() {
        closed = true;
    }
}
