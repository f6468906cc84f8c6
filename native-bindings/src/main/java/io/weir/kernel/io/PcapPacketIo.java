package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Shows an engine's frames to a {@link PcapRecording}, while there is one. */
public final class PcapPacketIo extends PacketIoDecorator {
    private volatile @Nullable PcapRecording recording;

    /** Takes the engine over, and closes it at the end. */
    public PcapPacketIo(PacketIo engine) {
        super(engine);
    }

    /** Shows frames to a recording from now on, to none if null. From any thread; the recording remains its owner's. */
    public void record(@Nullable PcapRecording next) {
        recording = next;
    }

    @Override
    public int receive(FrameBatch batch) {
        int size = engine.receive(batch);
        PcapRecording current = recording;
        if (current != null) {
            for (int i = 0; i < size; i++) {
                if (current.selector().arrived(batch, i)) {
                    current.record(batch.segment(i), batch.base(i), batch.length(i));
                }
            }
        }
        return size;
    }

    @Override
    public void complete(FrameBatch batch) {
        PcapRecording current = recording;
        if (current != null) {
            for (int i = 0; i < batch.size(); i++) {
                if (current.selector().decided(batch, i)) {
                    current.record(batch.segment(i), batch.base(i), batch.length(i));
                }
            }
        }
        engine.complete(batch);
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        PcapRecording current = recording;
        if (current != null && current.selector().made(link, segment, base, length)) {
            current.record(segment, base, length);
        }
        return engine.send(link, segment, base, length);
    }

    @Override
    public void dropped(MemorySegment segment, long base, int length, int reason) {
        PcapRecording current = recording;
        if (current != null && current.selector().dropped(segment, base, length, reason)) {
            current.record(segment, base, length);
        }
        engine.dropped(segment, base, length, reason);
    }

    /** Closes the engine; a recording remains its owner's. */
    @Override
    public void close() {
        recording = null;
        engine.close();
    }
}
