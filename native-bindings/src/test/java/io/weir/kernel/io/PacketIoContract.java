package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every engine does. */
@ExtendWith(NoLeakedDescriptors.class)
abstract class PacketIoContract {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** By when the compiler has done its work. */
    private static final long COMPILED = 60 * SECOND;

    private static final int SHORT = 60;
    private static final long LITTLE = 1000;
    /** Slots of the receive queue under test. */
    static final int SLOTS = 256;

    private final FrameBatch batch = new FrameBatch();
    Wire wire;

    /** A pair of links. */
    abstract Wire open() throws Exception;

    /** So many frames that the receive queue has no room for {@link #SLOTS} of them, though for as many others. */
    int flood() {
        return 2 * SLOTS;
    }

    @BeforeEach
    void openWire() throws Exception {
        wire = open();
    }

    @AfterEach
    void closeWire() throws Exception {
        wire.close();
    }

    @Test
    void framesArriveInOrderAndWhole() throws Exception {
        for (int i = 0; i < 200; i++) {
            wire.put(0, Wire.frame(i, SHORT + i * 7));
        }

        List<byte[]> received = receive(200, i -> {});

        for (int i = 0; i < 200; i++) {
            assertThat(received.get(i)).isEqualTo(Wire.frame(i, SHORT + i * 7));
        }
        assertThat(wire.engine().counters().received.value()).isGreaterThanOrEqualTo(200);
        assertThat(wire.engine().counters().transmitted.value()).isZero();
    }

    @Test
    void aBatchHoldsWhatFitsAndKnowsTheLink() throws Exception {
        for (int i = 0; i < 100; i++) {
            wire.put(1, Wire.frame(i, SHORT));
        }
        Await.until("all have arrived", () -> {
            int size = wire.engine().receive(batch);
            for (int i = 0; i < size; i++) {
                if (Wire.ours(batch, i)) {
                    assertThat(batch.link(i)).isEqualTo(1);
                    assertThat(batch.segmentSize(i)).isZero();
                    assertThat(batch.checksumUnfinished(i)).isFalse();
                    assertThat(batch.length(i)).isEqualTo(SHORT);
                }
            }
            assertThat(size).isLessThanOrEqualTo(FrameBatch.CAPACITY);
            wire.engine().complete(batch);
            return wire.engine().counters().received.value() >= 100;
        });
        assertThat(wire.engine().counters().receivedBytes.value()).isGreaterThanOrEqualTo(100 * SHORT);
    }

    @Test
    void changedFramesLeaveByTheChosenLinkInOrder() throws Exception {
        // In rounds that the socket at the other end has room for.
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 50; i++) {
                wire.put(0, Wire.frame(i, 1000));
            }

            receive(50, i -> {
                batch.segment(i).set(JAVA_BYTE, batch.base(i) + 20, (byte) 99);
                batch.transmit(i, 1);
            });

            for (int i = 0; i < 50; i++) {
                byte[] expected = Wire.frame(i, 1000);
                expected[20] = 99;
                assertThat(Arrays.equals(wire.next(1, 5000), expected))
                        .as("frame %d", i)
                        .isTrue();
            }
        }
        assertThat(wire.next(0, 0)).isNull();
        assertThat(wire.engine().counters().transmitted.value()).isEqualTo(300);
        assertThat(wire.engine().counters().transmittedBytes.value()).isEqualTo(300_000);
    }

    @Test
    void everyVerdictIsKept() throws Exception {
        for (int i = 0; i < 40; i++) {
            wire.put(0, Wire.frame(i, 200));
        }

        receive(40, i -> {
            int number = batch.segment(i).get(JAVA_BYTE, batch.base(i) + 15);
            switch (number % 4) {
                case 0 -> batch.transmit(i, 0);
                case 1 -> batch.transmit(i, 1, 100);
                case 2 -> batch.drop(i, 3);
                default -> batch.pass(i);
            }
        });

        for (int i = 0; i < 40; i += 4) {
            assertThat(wire.next(0, 5000)).isEqualTo(Wire.frame(i, 200));
            assertThat(wire.next(1, 5000)).hasSize(100).startsWith(Arrays.copyOf(Wire.frame(i + 1, 200), 100));
        }
        assertThat(wire.next(0, 10)).isNull();
        assertThat(wire.next(1, 10)).isNull();
    }

    @Test
    void framesOfOurOwnLeave() throws Exception {
        for (int i = 0; i < 10; i++) {
            byte[] frame = Wire.frame(i, 90);
            MemorySegment made = Wire.made(frame);
            assertThat(wire.engine().send(1, made, FrameBatch.HEADROOM, frame.length))
                    .isTrue();
            made.fill((byte) 0);
        }
        wire.engine().flush();

        for (int i = 0; i < 10; i++) {
            assertThat(wire.next(1, 5000)).isEqualTo(Wire.frame(i, 90));
        }
    }

    @Test
    void whatTheReceiveQueueHasNoRoomForIsCounted() throws Exception {
        for (int i = 0; i < flood(); i++) {
            wire.put(0, Wire.frame(i, SHORT));
        }
        List<byte[]> received = receive(SLOTS - 32, i -> {});
        assertThat(received.getFirst()).isEqualTo(Wire.frame(0, SHORT));

        wire.put(0, Wire.frame(9999, SHORT));
        Await.until("the loss is counted", () -> {
            receive(0, i -> {});
            return wire.engine().counters().receiveFull.value() >= SLOTS - 32;
        });
    }

    @Test
    void aWaitEndsWhenAFrameArrives() throws Exception {
        receive(0, i -> {});
        long start = System.nanoTime();
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                wire.put(1, Wire.frame(1, SHORT));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(receive(1, i -> {})).hasSize(1);
        sender.join();
        assertThat(System.nanoTime() - start).isLessThan(8 * SECOND);
    }

    @Test
    void aWakeupEndsTheWaitThatHasNotBegunAndNoOther() throws Exception {
        wire.engine().wakeup();
        wire.engine().wakeup();
        long start = System.nanoTime();
        wire.engine().await(30 * SECOND);
        assertThat(System.nanoTime() - start).isLessThan(20 * SECOND);

        quiet();
        start = System.nanoTime();
        wire.engine().await(SECOND / 20);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SECOND / 20);
    }

    @Test
    void aWakeupEndsAWaitThatHasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            quiet();
            begun.countDown();
            wire.engine().await(60 * SECOND);
            return true;
        });
        Thread owner = Thread.ofPlatform().start(waiting);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        wire.engine().wakeup();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        owner.join();
    }

    @Test
    void anEngineThatWasClosedIsFollowedByAnother() throws Exception {
        wire.put(0, Wire.frame(1, SHORT));
        receive(1, i -> {});
        wire.engine().close();
        wire.engine().close();
        wire.engine().wakeup();

        wire.reopen();

        wire.put(0, Wire.frame(2, SHORT));
        assertThat(receive(1, i -> {})).containsExactly(Wire.frame(2, SHORT));
    }

    @Test
    void aFrameCostsNoAllocation() throws Exception {
        AtomicBoolean ending = new AtomicBoolean();
        byte[] frame = Wire.frame(1, SHORT);
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                while (!ending.get()) {
                    wire.put(0, frame);
                    while (wire.next(1, 0) != null) {
                        Thread.onSpinWait();
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            forward(60_000);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            // The compiler may still be at work in the first rounds, and on a busy machine that is a matter of time.
            long deadline = System.nanoTime() + COMPILED;
            while (least >= LITTLE && System.nanoTime() < deadline) {
                long before = threads.getCurrentThreadAllocatedBytes();
                forward(10_000);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            // What asking costs is less than a byte a frame.
            assertThat(least).isLessThan(LITTLE);
        } finally {
            ending.set(true);
            sender.join();
        }
    }

    private void forward(int frames) {
        PacketIo engine = wire.engine();
        int done = 0;
        while (done < frames) {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                batch.transmit(i, 1);
            }
            engine.complete(batch);
            engine.flush();
            done += size;
            if (size == 0) {
                engine.await(SECOND);
            }
        }
    }

    /** Nothing arrives any more: what a new interface says to its neighbours has been said. */
    private void quiet() throws Exception {
        Await.until("it is quiet", () -> {
            long start = System.nanoTime();
            wire.engine().await(SECOND / 5);
            boolean quiet = System.nanoTime() - start >= SECOND / 5;
            receive(0, i -> {});
            return quiet;
        });
    }

    /** Takes frames of the tests from the engine and decides on each; at least that many. */
    private List<byte[]> receive(int count, IntConsumer decide) throws Exception {
        List<byte[]> received = new ArrayList<>();
        PacketIo engine = wire.engine();
        Await.until(count + " frames arrived", () -> {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                if (Wire.ours(batch, i)) {
                    received.add(Wire.bytes(batch, i));
                    decide.accept(i);
                }
            }
            engine.complete(batch);
            engine.flush();
            if (received.size() < count) {
                engine.await(SECOND / 100);
            }
            return received.size() >= count;
        });
        return received;
    }
}
