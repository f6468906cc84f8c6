package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.io.FaultInjectingPacketIo.Faults;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.Commands;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoratorsTest {
    private static final FrameSelector ALL = new FrameSelector() {
        @Override
        public boolean arrived(FrameBatch batch, int i) {
            return true;
        }

        @Override
        public boolean made(int link, MemorySegment segment, long base, int length) {
            return true;
        }
    };

    private static final FrameSelector DROPPED_FOR_3 = new FrameSelector() {
        @Override
        public boolean decided(FrameBatch batch, int i) {
            return batch.verdict(i) == FrameBatch.DROP && batch.dropReason(i) == 3;
        }
    };

    private final FrameBatch batch = new FrameBatch();

    @TempDir
    Path directory;

    @Test
    void selectedFramesAreInTheFile() throws Exception {
        Path file = directory.resolve("all.pcap");
        try (MemoryPacketIo memory = MemoryPacketIo.of(2);
                PcapPacketIo engine = new PcapPacketIo(memory)) {
            engine.record(null);
            memory.offer(0, Wire.frame(0, 60));
            receive(engine, 3);
            PcapRecording recording = PcapRecording.start(file, ALL, 128, 1 << 20);
            engine.record(recording);
            for (int i = 1; i <= 40; i++) {
                memory.offer(0, Wire.frame(i, 60 + i * 10));
                receive(engine, 3);
            }
            byte[] made = Wire.frame(41, 90);
            assertThat(engine.send(1, Wire.made(made), FrameBatch.HEADROOM, 90)).isTrue();
            engine.record(null);
            memory.offer(0, Wire.frame(50, 60));
            receive(engine, 3);
            recording.close();
            assertThat(recording.recorded()).isEqualTo(41);
            assertThat(recording.lost()).isZero();
        }
        List<byte[]> frames = read(file, 128);
        assertThat(frames).hasSize(41);
        for (int i = 1; i <= 40; i++) {
            byte[] expected = Wire.frame(i, 60 + i * 10);
            assertThat(frames.get(i - 1)).isEqualTo(java.util.Arrays.copyOf(expected, Math.min(128, expected.length)));
        }
        assertThat(frames.getLast()).isEqualTo(Wire.frame(41, 90));
        assertThat(Commands.run(List.of("tcpdump", "-nr", file.toString()))).contains("0x88b5");
    }

    @Test
    void oneDropReasonCanBeChosen() throws Exception {
        Path file = directory.resolve("dropped.pcap");
        try (MemoryPacketIo memory = MemoryPacketIo.of(1);
                PcapPacketIo engine = new PcapPacketIo(memory)) {
            PcapRecording recording = PcapRecording.start(file, DROPPED_FOR_3, 65_535, 1 << 20);
            engine.record(recording);
            for (int i = 0; i < 10; i++) {
                memory.offer(0, Wire.frame(i, 60));
                receive(engine, i % 5);
            }
            recording.close();
        }
        assertThat(read(file, 65_535)).containsExactly(Wire.frame(3, 60), Wire.frame(8, 60));
    }

    @Test
    void framesThatTheRingHasNoRoomForAreCounted() throws Exception {
        CopyRing ring = new CopyRing(1000);
        MemorySegment segment = Wire.made(Wire.frame(1, 200));
        int added = 0;
        while (ring.add(segment, FrameBatch.HEADROOM, 200, 200, added)) {
            added++;
        }
        assertThat(added).isEqualTo(4);
        // Around the end many times, with sizes that do not divide it.
        ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 500; i++) {
            buffer.clear();
            assertThat(ring.take(buffer)).isTrue();
            buffer.flip();
            assertThat(buffer.getInt(8)).isEqualTo(i < 4 ? 200 : 200 - (i - 4) % 97);
            assertThat(buffer.getInt(4)).isEqualTo(i);
            int length = 200 - i % 97;
            assertThat(ring.add(segment, FrameBatch.HEADROOM, length, length, i + 4))
                    .isTrue();
        }
    }

    @Test
    void aFullDiskEndsARecordingWithItsReason() throws Exception {
        PcapRecording recording = PcapRecording.start(Path.of("/dev/full"), ALL, 1000, 1 << 20);
        assertThatThrownBy(recording::close)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("recording to /dev/full ended early: No space left on device");
    }

    @Test
    void faultsAreThoseOfTheSeed() throws Exception {
        Faults faults = new Faults(0.2, 0.2, 0.2, 0.1);
        List<Integer> once = run(faults, 42);
        assertThat(run(faults, 42)).isEqualTo(once);
        assertThat(run(faults, 43)).isNotEqualTo(once);
        assertThat(once).isNotEqualTo(once.stream().sorted().toList());
        assertThat(run(Faults.NONE, 1)).hasSize(200).isSorted().doesNotHaveDuplicates();
        assertThat(run(new Faults(1, 0, 0, 0), 1)).isEmpty();
        assertThat(run(new Faults(0, 1, 0, 0), 1)).hasSize(400);
        assertThat(run(new Faults(0, 0, 1, 0), 1)).hasSize(200).isSorted();
    }

    /** Forwards 200 frames; the numbers of those that left. */
    private List<Integer> run(Faults faults, long seed) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (MemoryPacketIo memory = MemoryPacketIo.of(2);
                PacketIo engine = new FaultInjectingPacketIo(memory, faults, seed)) {
            for (int i = 0; i < 400; i++) {
                if (i < 200) {
                    memory.offer(0, Wire.frame(i, 60));
                }
                int size = i % 7 == 0 || i >= 200 ? engine.receive(batch) : 0;
                for (int j = 0; j < size; j++) {
                    batch.transmit(j, 1);
                }
                if (i % 7 == 0 || i >= 200) {
                    engine.complete(batch);
                }
                for (byte[] frame = memory.take(1); frame != null; frame = memory.take(1)) {
                    numbers.add(frame[15] & 0xff);
                }
            }
            Await.until("all have left", () -> engine.receive(batch) == 0);
        }
        return numbers;
    }

    private void receive(PacketIo engine, int reason) {
        int size = engine.receive(batch);
        for (int i = 0; i < size; i++) {
            batch.drop(i, reason);
        }
        engine.complete(batch);
    }

    private static List<byte[]> read(Path file, int snapLength) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertThat(bytes.getInt()).isEqualTo(0xa1b23c4d);
        bytes.position(16);
        assertThat(bytes.getInt()).isEqualTo(snapLength);
        assertThat(bytes.getInt()).isEqualTo(1);
        List<byte[]> frames = new ArrayList<>();
        while (bytes.hasRemaining()) {
            bytes.position(bytes.position() + 8);
            byte[] frame = new byte[bytes.getInt()];
            bytes.getInt();
            bytes.get(frame);
            frames.add(frame);
        }
        return frames;
    }
}
