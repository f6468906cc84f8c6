package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.io.AfPacketOptions.Transmit;
import io.weir.kernel.packet.ClassicBpfAssembler;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel's packet sockets bring with them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class AfPacketIoTest {
    @ParameterizedTest
    @EnumSource(Transmit.class)
    void superFramesPassWholeBothWays(Transmit transmit) throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT.with(transmit))) {
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(Transfer.between(wire, 1, 0)).isTrue();
                assertThat(forwarder.largest()).isGreaterThan(20_000);
                assertThat(forwarder.superFrames()).isPositive();
                assertThat(forwarder.unfinished()).isPositive();
            }
            assertThat(wire.engine().counters().receiveTruncated.value()).isZero();
            assertThat(wire.engine().counters().transmitRefused.value()).isZero();
        }
    }

    /** Where the interface does not cut super-frames, the kernel must, and past the queueing discipline it will not. */
    @ParameterizedTest
    @EnumSource(Transmit.class)
    void superFramesPassOverALinkThatDoesNotCutThem(Transmit transmit) throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT.with(transmit))) {
            // After opening, when the engine believes that the link does.
            SuperFrames.setOffloads(wire, "off");
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(forwarder.superFrames()).isPositive();
            }
            wire.reopen();
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(forwarder.superFrames()).isPositive();
            }
        }
    }

    /** The kernel leaves a frame that it drops in the transmit ring, with all others behind it. */
    @ParameterizedTest
    @EnumSource(Transmit.class)
    void aSmallSuperFrameThatTheLinkDoesNotCutStopsNoOther(Transmit transmit) throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT.with(transmit))) {
            SuperFrames.setOffloads(wire, "off");
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                SuperFrames.send(wire, 500, 1000);
                Await.until("it arrived", () -> forwarder.superFrames() == 1);
                wire.put(0, Wire.frame(1, 100));
                assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(1, 100));
            }
        }
    }

    @Test
    void aFrameTooLargeForSlotAndQueueIsCounted() throws Exception {
        AfPacketOptions small = new AfPacketOptions(256, 2048, 0, Transmit.RING, 64, 1 << 20);
        try (CableWire wire = new CableWire(small)) {
            FrameBatch batch = new FrameBatch();
            wire.middle().ip("link", "set", "l0", "mtu", "9000");
            wire.host(0).ip("link", "set", "eth0", "mtu", "9000");
            // The queue has room for one, whatever its size.
            for (int i = 0; i < 5; i++) {
                wire.put(0, Wire.frame(i, 8000));
            }
            wire.put(0, Wire.frame(99, 100));

            Await.until("the last has arrived", () -> {
                boolean last = false;
                int size = wire.engine().receive(batch);
                for (int i = 0; i < size; i++) {
                    byte[] frame = Wire.bytes(batch, i);
                    last |= Wire.ours(batch, i) && frame.length == 100;
                }
                wire.engine().complete(batch);
                return last;
            });
            assertThat(wire.engine().counters().receiveTruncated.value()).isPositive();
        }
    }

    @Test
    void framesOfAnyMtuAndLargeFramesKeepTheirOrder() throws Exception {
        AfPacketOptions small = new AfPacketOptions(256, 2048, 16 << 20, Transmit.RING, 64, 1 << 20);
        try (CableWire wire = new CableWire(small)) {
            FrameBatch batch = new FrameBatch();
            wire.middle().ip("link", "set", "l0", "mtu", "9000");
            wire.host(0).ip("link", "set", "eth0", "mtu", "9000");
            for (int i = 0; i < 40; i++) {
                wire.put(0, Wire.frame(i, i % 3 == 0 ? 8000 + i : 100 + i));
            }
            int[] next = {0};
            Await.until("all have arrived", () -> {
                int size = wire.engine().receive(batch);
                for (int i = 0; i < size; i++) {
                    if (Wire.ours(batch, i)) {
                        int number = next[0]++;
                        assertThat(Wire.bytes(batch, i))
                                .isEqualTo(Wire.frame(number, number % 3 == 0 ? 8000 + number : 100 + number));
                    }
                }
                wire.engine().complete(batch);
                return next[0] == 40;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Transmit.class)
    void whatTheKernelRefusesIsCountedAndNothingElseSuffers(Transmit transmit) throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT.with(transmit))) {
            PacketIo engine = wire.engine();
            // No header, no frame: shorter than Ethernet.
            assertThat(engine.send(1, Wire.made(Wire.frame(1, 100)), FrameBatch.HEADROOM, 5))
                    .isIn(true, false);
            assertThat(engine.send(1, Wire.made(Wire.frame(2, 100)), FrameBatch.HEADROOM, 100))
                    .isTrue();
            engine.flush();
            assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(2, 100));
            assertThat(engine.counters().transmitRefused.value()).isEqualTo(1);
        }
    }

    @Test
    void aLinkThatGoesDownEndsNoWaitForEver() throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT)) {
            wire.middle().ip("link", "set", "l1", "down");
            PacketIo engine = wire.engine();
            FrameBatch batch = new FrameBatch();
            Await.until("a wait lasts", () -> {
                engine.receive(batch);
                engine.complete(batch);
                long start = System.nanoTime();
                engine.await(TimeUnit.MILLISECONDS.toNanos(200));
                return System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200);
            });
            wire.middle().ip("link", "set", "l1", "up");
            Await.until("the link carries frames again", () -> {
                wire.put(1, Wire.frame(1, 100));
                int size = engine.receive(batch);
                boolean arrived = false;
                for (int i = 0; i < size; i++) {
                    arrived |= Wire.ours(batch, i);
                }
                engine.complete(batch);
                return arrived;
            });
        }
    }

    @Test
    void nothingRemainsMappedAfterClose() throws Exception {
        CableWire wire = new CableWire(AfPacketOptions.DEFAULT);
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("socket:[");
        wire.close();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("socket:[");
    }

    @Test
    void aMissingInterfaceLeavesNothingOpen() throws Exception {
        try (CableWire wire = new CableWire(AfPacketOptions.DEFAULT)) {
            List<PacketLink> links = List.of(new PacketLink(4711, "l0", 0, 1500));
            assertThatThrownBy(() -> wire.middle()
                            .call(() -> PacketSocketGroup.afPacket(
                                    links,
                                    1,
                                    AfPacketOptions.DEFAULT,
                                    new ClassicBpfAssembler().end(0).assemble())))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
        }
    }
}
