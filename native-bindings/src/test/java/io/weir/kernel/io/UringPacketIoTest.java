package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.ClassicBpfAssembler;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What packet sockets and io_uring bring with them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class UringPacketIoTest {
    private static final ClassicBpf ANY = new ClassicBpfAssembler().end(0).assemble();

    private final FrameBatch batch = new FrameBatch();

    private static CableWire wire(UringOptions options) throws Exception {
        return new CableWire(links -> PacketSocketGroup.ioUring(links, 1, options, ANY));
    }

    @Test
    void superFramesPassWholeBothWays() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
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
    @Test
    void superFramesPassOverALinkThatDoesNotCutThem() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            // After opening, when the engine believes that the link does.
            SuperFrames.setOffloads(wire, "off");
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(forwarder.superFrames()).isPositive();
            }
            assertThat(wire.engine().counters().transmitFull.value()).isZero();
            wire.reopen();
            try (Forwarder forwarder = new Forwarder(wire.engine())) {
                assertThat(Transfer.between(wire, 0, 1)).isTrue();
                assertThat(forwarder.superFrames()).isPositive();
            }
        }
    }

    @Test
    void aSmallSuperFrameThatTheLinkDoesNotCutStopsNoOther() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
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
    void moreFramesThanBuffersWaitInTheQueueAndKeepTheirOrder() throws Exception {
        int count = 700;
        try (CableWire wire = wire(new UringOptions(64, 16 << 20, 1 << 20))) {
            wire.middle().ip("link", "set", "l0", "mtu", "9000");
            wire.host(0).ip("link", "set", "eth0", "mtu", "9000");
            for (int i = 0; i < count; i++) {
                wire.put(0, frame(i));
            }
            // The kernel receives with every one of these, until there is no buffer.
            for (int i = 0; i < 5; i++) {
                assertThat(wire.engine().send(1, Wire.made(Wire.frame(i, 100)), FrameBatch.HEADROOM, 100))
                        .isTrue();
                wire.engine().flush();
            }
            List<byte[]> received = receive(wire.engine(), count);
            for (int i = 0; i < count; i++) {
                assertThat(received.get(i)).isEqualTo(frame(i));
            }
        }
    }

    private static byte[] frame(int number) {
        return Wire.frame(number, number % 3 == 0 ? 8000 + number : 100 + number);
    }

    @Test
    void framesOfOurOwnMayBeMoreThanThereAreCopies() throws Exception {
        int count = 300;
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            for (int i = 0; i < count; i++) {
                byte[] frame = Wire.frame(i, 100);
                assertThat(wire.engine().send(1, Wire.made(frame), FrameBatch.HEADROOM, frame.length))
                        .isTrue();
                if (i % 100 == 99) {
                    wire.engine().flush();
                    for (int j = i - 99; j <= i; j++) {
                        assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(j, 100));
                    }
                }
            }
            assertThat(wire.engine().counters().transmitted.value()).isEqualTo(count);
        }
    }

    @Test
    void whatTheKernelRefusesIsCountedAndNothingElseSuffers() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            PacketIo engine = wire.engine();
            // No header, no frame: shorter than Ethernet.
            assertThat(engine.send(1, Wire.made(Wire.frame(1, 100)), FrameBatch.HEADROOM, 5))
                    .isTrue();
            assertThat(engine.send(1, Wire.made(Wire.frame(2, 100)), FrameBatch.HEADROOM, 100))
                    .isTrue();
            engine.flush();
            assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(2, 100));
            assertThat(engine.counters().transmitRefused.value()).isEqualTo(1);
            assertThat(engine.counters().transmitted.value()).isEqualTo(1);
            assertThat(engine.counters().transmittedBytes.value()).isEqualTo(100);
        }
    }

    @Test
    void aLinkThatGoesDownEndsNoWaitForEver() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            PacketIo engine = wire.engine();
            // The kernel receives when the link goes down.
            receive(engine, 0);
            wire.middle().ip("link", "set", "l1", "down");
            Await.until("a wait lasts", () -> {
                receive(engine, 0);
                long start = System.nanoTime();
                engine.await(TimeUnit.MILLISECONDS.toNanos(200));
                return System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200);
            });
            wire.middle().ip("link", "set", "l1", "up");
            Await.until("the link carries frames again", () -> {
                wire.put(1, Wire.frame(1, 100));
                engine.await(TimeUnit.MILLISECONDS.toNanos(10));
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

    /** The tag is not in the frame any more when the kernel shows it: it is another network's. */
    @Test
    void framesOfVlansAreLeftToTheirInterfaces() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            int index = CableWire.links(wire.middle(), "l0").getFirst().interfaceIndex();
            byte[] tagged = Wire.frame(1, 104);
            tagged[12] = (byte) 0x81;
            tagged[13] = 0;
            tagged[14] = 0;
            tagged[15] = 7;
            tagged[16] = (byte) (Wire.ETHER_TYPE >>> 8);
            tagged[17] = (byte) Wire.ETHER_TYPE;
            try (PacketSocket other = wire.middle().call(() -> PacketSocket.open(index, Wire.ETHER_TYPE))) {
                wire.put(0, tagged);
                assertThat(other.receive(Duration.ofSeconds(5))).hasSize(100);
            }
            wire.put(0, Wire.frame(2, 100));
            assertThat(receive(wire.engine(), 1)).containsExactly(Wire.frame(2, 100));
        }
    }

    @Test
    void theThreadThatCallsItFirstIsItsOwner() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            receive(wire.engine(), 0);
            FutureTask<Boolean> other = new FutureTask<>(() -> {
                wire.engine().await(1);
                return true;
            });
            Thread.ofPlatform().start(other).join();
            assertThatThrownBy(other::get).cause().hasMessageContaining("another thread");
        }
    }

    @Test
    void anotherThreadMayCloseItAfterItsOwnersEnd() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            FutureTask<List<byte[]>> owner = new FutureTask<>(() -> {
                wire.put(0, Wire.frame(1, 100));
                return receive(wire.engine(), 1);
            });
            Thread.ofPlatform().start(owner).join();
            assertThat(owner.get()).hasSize(1);
            wire.put(0, Wire.frame(2, 100));

            wire.reopen();

            wire.put(0, Wire.frame(3, 100));
            assertThat(receive(wire.engine(), 1)).containsExactly(Wire.frame(3, 100));
        }
    }

    @Test
    void nothingRemainsMappedAfterClose() throws Exception {
        CableWire wire = wire(UringOptions.DEFAULT);
        receive(wire.engine(), 0);
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("[io_uring]");
        wire.close();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("[io_uring]");
    }

    /** Else a socket that nobody reads would go on to receive every frame. */
    @Test
    void theKernelHasNoSocketOfTheEngineLeftAfterClose() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            int before = sockets(wire);
            receive(wire.engine(), 0);
            wire.engine().close();
            assertThat(sockets(wire)).isEqualTo(before - 2 * 3);
        }
    }

    private static int sockets(CableWire wire) throws Exception {
        return wire.middle()
                .call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/packet")))
                .size();
    }

    @Test
    void aMissingInterfaceLeavesNothingOpen() throws Exception {
        try (CableWire wire = wire(UringOptions.DEFAULT)) {
            List<PacketLink> links = List.of(new PacketLink(4711, "l0", 0, 1500));
            assertThatThrownBy(() ->
                            wire.middle().call(() -> PacketSocketGroup.ioUring(links, 1, UringOptions.DEFAULT, ANY)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
        }
    }

    /** Takes frames of the tests from an engine, at least so many. */
    private List<byte[]> receive(PacketIo engine, int count) throws Exception {
        List<byte[]> received = new ArrayList<>();
        Await.until(count + " frames arrived", () -> {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                if (Wire.ours(batch, i)) {
                    received.add(Wire.bytes(batch, i));
                }
            }
            engine.complete(batch);
            engine.flush();
            return received.size() >= count;
        });
        return received;
    }
}
