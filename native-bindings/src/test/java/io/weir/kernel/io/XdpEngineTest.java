package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AF_XDP sockets bring with them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(90)
class XdpEngineTest {
    /** Bytes in fewer frames than the host is handed in a second. */
    private static final int FEW = HostBudget.PER_SECOND * 1000 / 4;

    private final FrameBatch batch = new FrameBatch();

    private static CableWire everything(XdpMode mode) throws Exception {
        XdpOptions options = XdpOptions.DEFAULT.with(mode);
        return new CableWire(links -> XdpWires.open(links, 1, options, XdpWires.everything()));
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void aConnectionPassesBothWays(XdpMode mode) throws Exception {
        try (CableWire wire = everything(mode)) {
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(Transfer.between(wire, 1, 0)).isTrue();
                if (mode == XdpMode.GENERIC) {
                    // In native mode the kernel has the other end cut them.
                    assertThat(forwarder.largest()).isGreaterThan(20_000);
                    assertThat(forwarder.superFrames()).isPositive();
                }
                assertThat(forwarder.unfinished()).isPositive();
            }
            assertThat(wire.engine().counters().receiveTruncated.value()).isZero();
            assertThat(wire.engine().counters().transmitRefused.value()).isZero();
            assertNoChunkIsLost(wire);
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void whatIsPassedTheHostHas(XdpMode mode) throws Exception {
        try (CableWire wire = everything(mode)) {
            wire.middle().ip("addr", "add", "10.9.0.77/24", "dev", "l0");
            // Interfaces are those of the worker's network namespace.
            try (Forwarder forwarder = wire.middle().call(() -> new Forwarder(wire.engine(), true))) {
                assertThat(Transfer.between(wire.host(0), wire.middle(), "10.9.0.77", 1, FEW))
                        .isTrue();
                assertThat(forwarder.largest()).isGreaterThan(1000);
            }
            PacketIoCounters counters = wire.engine().counters();
            assertThat(counters.passRefused.value()).isZero();
            // Each once: they do not come back.
            assertThat(counters.passed.value()).isGreaterThanOrEqualTo(counters.received.value());
            assertThat(counters.transmitted.value()).isZero();
            assertNoChunkIsLost(wire);
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void whatIsNotRedirectedTheHostHas(XdpMode mode) throws Exception {
        try (CableWire wire = XdpWires.cable(mode)) {
            wire.middle().ip("addr", "add", "10.9.0.77/24", "dev", "l0");
            assertThat(Transfer.between(wire.host(0), wire.middle(), "10.9.0.77", 1, FEW))
                    .isTrue();
            assertThat(wire.engine().receive(batch)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void framesInSeveralChunksPassWhole(XdpMode mode) throws Exception {
        try (CableWire wire = XdpWires.cable(mode)) {
            for (int i = 0; i < 2; i++) {
                wire.middle().ip("link", "set", "l" + i, "mtu", "9000");
                wire.host(i).ip("link", "set", "eth0", "mtu", "9000");
            }
            wire.reopen();
            // In rounds that the socket at the other end has room for.
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 6; i++) {
                    wire.put(0, Wire.frame(i, size(round, i)));
                }
                forward(wire.engine(), 6);
                for (int i = 0; i < 6; i++) {
                    assertThat(Arrays.equals(wire.next(1, 5000), Wire.frame(i, size(round, i))))
                            .as("frame %d", i)
                            .isTrue();
                }
            }
            assertNoChunkIsLost(wire);
        }
    }

    /** About one chunk, two and three. */
    private static int size(int round, int i) {
        return switch (i % 3) {
            case 0 -> 3830 + 5 * round + i;
            case 1 -> 8190 + 5 * round;
            default -> 9014 - round;
        };
    }

    @Test
    void whatTheLinkDoesNotCarryIsRefused() throws Exception {
        try (CableWire wire = XdpWires.cable(XdpMode.NATIVE)) {
            PacketIo engine = wire.engine();
            assertThat(engine.send(1, Wire.made(Wire.frame(1, 100)), FrameBatch.HEADROOM, 5))
                    .isFalse();
            assertThat(engine.send(1, Wire.made(Wire.frame(1, 1515)), FrameBatch.HEADROOM, 1515))
                    .isFalse();
            assertThat(engine.send(1, Wire.made(Wire.frame(2, 1514)), FrameBatch.HEADROOM, 1514))
                    .isTrue();
            engine.flush();
            assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(2, 1514));
            assertThat(engine.counters().transmitRefused.value()).isEqualTo(2);
            assertNoChunkIsLost(wire);
        }
    }

    /** Frames of every fate, more of them than there are chunks, on links that are up, down and full. */
    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void noChunkIsLostOrUsedTwice(XdpMode mode) throws Exception {
        try (CableWire wire = XdpWires.cable(mode)) {
            Random random = new Random(7);
            PacketIo engine = wire.engine();
            for (int round = 0; round < 60; round++) {
                if (round == 20) {
                    wire.middle().ip("link", "set", "l1", "down");
                }
                if (round == 40) {
                    wire.middle().ip("link", "set", "l1", "up");
                }
                for (int i = 0; i < 100; i++) {
                    wire.put(0, Wire.frame(i, 60 + random.nextInt(1400)));
                }
                int seen = 0;
                while (seen < 100 && engine.receive(batch) > 0) {
                    seen += batch.size();
                    for (int i = 0; i < batch.size(); i++) {
                        switch (random.nextInt(4)) {
                            case 0 -> batch.pass(i);
                            case 1 -> batch.transmit(i, 0);
                            case 2 -> batch.transmit(i, 1);
                            default -> batch.drop(i, 1);
                        }
                    }
                    engine.complete(batch);
                    if (random.nextBoolean()) {
                        engine.flush();
                    }
                }
                MemorySegment made = Wire.made(Wire.frame(round, 500));
                for (int i = 0; i < random.nextInt(300); i++) {
                    assertThat(engine.send(1, made, FrameBatch.HEADROOM, 500)).isIn(true, false);
                }
                engine.flush();
            }
            assertNoChunkIsLost(wire);
            while (wire.next(1, 50) != null) {
                // What was sent before.
            }
            wire.put(0, Wire.frame(4711, 300));
            forward(engine, 1);
            assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(4711, 300));
        }
    }

    @Test
    void aLinkThatGoesDownEndsNoWaitForEver() throws Exception {
        try (CableWire wire = XdpWires.cable(XdpMode.NATIVE)) {
            wire.middle().ip("link", "set", "l1", "down");
            PacketIo engine = wire.engine();
            assertThat(engine.send(1, Wire.made(Wire.frame(1, 100)), FrameBatch.HEADROOM, 100))
                    .isTrue();
            engine.flush();
            Await.until("a wait lasts", () -> {
                engine.receive(batch);
                engine.complete(batch);
                engine.flush();
                long start = System.nanoTime();
                engine.await(TimeUnit.MILLISECONDS.toNanos(200));
                return System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200);
            });
            wire.middle().ip("link", "set", "l1", "up");
            Await.until("the link carries frames again", () -> {
                wire.put(1, Wire.frame(2, 100));
                int size = engine.receive(batch);
                engine.complete(batch);
                engine.flush();
                return size > 0;
            });
        }
    }

    @Test
    void nothingRemainsMappedAfterClose() throws Exception {
        CableWire wire = XdpWires.cable(XdpMode.NATIVE);
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("socket:[");
        wire.close();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("socket:[");
    }

    private void forward(PacketIo engine, int frames) throws Exception {
        int[] seen = {0};
        Await.until(frames + " frames are forwarded", () -> {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                if (Wire.ours(batch, i)) {
                    batch.transmit(i, 1);
                    seen[0]++;
                }
            }
            engine.complete(batch);
            engine.flush();
            return seen[0] >= frames;
        });
    }

    /** Every chunk that is not there to be received into is free again. */
    private void assertNoChunkIsLost(CableWire wire) throws Exception {
        XdpPacketIo engine = (XdpPacketIo) wire.engine();
        Await.until("every chunk is back", () -> {
            int size = engine.receive(batch);
            engine.complete(batch);
            engine.flush();
            return size == 0 && engine.chunksInUse() == 0;
        });
    }
}
