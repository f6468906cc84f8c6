package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryPacketIoTest extends PacketIoContract {
    @Override
    Wire open() throws Exception {
        return new Memory();
    }

    @Test
    void superFramesAndUnfinishedChecksumsKeepTheirHeader() throws Exception {
        MemoryPacketIo engine = (MemoryPacketIo) wire.engine();
        FrameBatch batch = new FrameBatch();
        byte[] large = Wire.frame(1, FrameBatch.MAXIMUM_FRAME);
        engine.offer(0, large, 1448, true);
        engine.offer(0, large, 1448, true);

        assertThat(engine.receive(batch)).isEqualTo(2);
        assertThat(batch.segmentSize(0)).isEqualTo(1448);
        assertThat(batch.checksumUnfinished(0)).isTrue();
        batch.transmit(0, 1);
        batch.transmit(1, 1, 1000);
        engine.complete(batch);

        MemoryPacketIo.Sent whole = engine.takeWhole(1);
        assertThat(whole.frame()).isEqualTo(large);
        assertThat(whole.segmentSize()).isEqualTo(1448);
        assertThat(whole.checksumUnfinished()).isTrue();
        MemoryPacketIo.Sent cut = engine.takeWhole(1);
        assertThat(cut.frame()).hasSize(1000);
        assertThat(cut.segmentSize()).isZero();
        assertThat(cut.checksumUnfinished()).isFalse();
    }

    @Test
    void whatTheTransmitQueueHasNoRoomForIsCounted() throws Exception {
        PacketIo engine = wire.engine();
        byte[] frame = Wire.frame(1, 60);
        for (int i = 0; i < SLOTS; i++) {
            assertThat(engine.send(0, Wire.made(frame), FrameBatch.HEADROOM, 60))
                    .isTrue();
        }
        assertThat(engine.send(0, Wire.made(frame), FrameBatch.HEADROOM, 60)).isFalse();
        assertThat(engine.counters().transmitFull.value()).isEqualTo(1);
    }

    private static final class Memory implements Wire {
        private MemoryPacketIo engine;

        Memory() throws Exception {
            engine = MemoryPacketIo.of(2);
        }

        @Override
        public PacketIo engine() {
            return engine;
        }

        @Override
        public void reopen() throws Exception {
            engine.close();
            engine = MemoryPacketIo.of(2);
        }

        @Override
        public void put(int link, byte[] frame) {
            // Whether there was room is the engine's to count.
            boolean ignored = engine.offer(link, frame);
        }

        @Override
        public byte @Nullable [] next(int link, long timeoutMillis) {
            return engine.take(link);
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
