package io.weir.l4.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.PacketBuilder;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.sys.ErrnoException;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.forward.Handover;
import io.weir.l4.forward.PathSettings;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewLink;
import io.weir.l4.view.Vip;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The threads: what they are told, asked and given, and how they end. */
class WorkersTest {
    private static final IpAddress VIP = IpAddress.of("192.0.2.10");
    private static final IpAddress CLIENT = IpAddress.of("198.51.100.7");

    private final AtomicReference<L4View> view = new AtomicReference<>(view(1));

    private static L4View view(long generation) {
        return new L4View(
                generation,
                List.of(new ViewLink(0, 1, "m0", 0x0200_0000_0001L, 1500, null, null)),
                new AddressMap<>(Map.of(VIP, new Vip(VIP, 0, List.of()))),
                new AddressMap<>(Map.of()),
                new AddressMap<>(Map.of()),
                new ServerMap(List.of()),
                false);
    }

    private static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 64);
    }

    private Workers workers(List<? extends PacketIo> engines) {
        return new Workers(List.copyOf(engines), 2048, WorkersTest::memory, view::get, System::nanoTime, worker -> {});
    }

    private static byte[] echo() {
        MemorySegment memory = memory(64);
        int length = new PacketBuilder()
                .start(memory, 0)
                .ethernet(0x0200_0000_0001L, 0x02aa_0000_0007L)
                .ipv4((int) CLIENT.low(), (int) VIP.low())
                .icmp(8, 0, 1)
                .build();
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void eachServesItsQueuesAndAdoptsANewView() throws ErrnoException {
        List<MemoryPacketIo> engines = List.of(MemoryPacketIo.of(1), MemoryPacketIo.of(1));
        try (Workers workers = workers(engines)) {
            for (MemoryPacketIo engine : engines) {
                engine.offer(0, echo());
                until(() -> engine.take(0) != null);
            }
            view.set(view(2));
            workers.wakeup();
            until(() -> workers.adopted() == 2);
            assertThat(workers.ask(path -> path.flows(false).size())).containsExactly(0, 0);
            assertThat(workers.counters())
                    .extracting(counters -> counters.answers())
                    .containsExactly(1L, 1L);
        }
    }

    @Test
    void anEngineIsReplacedWhileItWorks() throws ErrnoException {
        Closing before = new Closing(MemoryPacketIo.of(1));
        MemoryPacketIo after = MemoryPacketIo.of(1);
        try (Workers workers = workers(List.of(before))) {
            assertThat(workers.replace(List.of(after))).isTrue();
            assertThat(before.closed).isTrue();
            assertThat(workers.engines()).containsExactly(after);
            after.offer(0, echo());
            until(() -> after.take(0) != null);
        }
    }

    @Test
    void whatHasArrivedAtTheOneBeforeIsServedAndNothingTwice() throws Exception {
        MemoryPacketIo old = MemoryPacketIo.of(1);
        Closing before = new Closing(old);
        MemoryPacketIo young = MemoryPacketIo.of(1);
        Closing after = new Closing(young);
        int frames = 200;
        try (Workers workers = workers(List.of(before))) {
            until(() -> before.begun);
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread other = Thread.ofVirtual()
                    .start(() -> workers.ask(path -> {
                        busy.countDown();
                        return awaited(go);
                    }));
            busy.await();
            for (int i = 0; i < frames; i++) {
                assertThat(old.offer(0, echo())).isTrue();
                if (after.begun) {
                    young.offer(0, echo());
                }
            }
            Thread replacing = Thread.ofVirtual().start(() -> workers.replace(List.of(after)));
            go.countDown();
            replacing.join();
            other.join();
            assertThat(after.begun).isTrue();
            assertThat(old.counters().transmitted.value()).isEqualTo(frames);
            assertThat(young.counters().transmitted.value()).isZero();
        }
    }

    @Test
    void oneThatDoesNotAnswerKeepsItsEngineUntilItDoes() throws Exception {
        Closing before = new Closing(MemoryPacketIo.of(1));
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Workers workers = workers(List.of(before))) {
            Thread other = Thread.ofVirtual()
                    .start(() -> workers.ask(path -> {
                        busy.countDown();
                        try {
                            return go.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            return false;
                        }
                    }));
            busy.await();
            assertThat(workers.replace(List.of(MemoryPacketIo.of(1))))
                    .as("let go")
                    .isFalse();
            assertThat(before.closed).isFalse();
            assertThat(workers.ended()).isFalse();

            go.countDown();

            until(() -> before.closed);
            assertThat(workers.replace(List.of(MemoryPacketIo.of(1)))).isTrue();
            other.join();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void oneThatFailsSaysSoAndAnswersNobody() throws Exception {
        List<String> said = new ArrayList<>();
        java.util.logging.Logger log = java.util.logging.Logger.getLogger("io.weir.l4");
        java.util.logging.Handler ear = new java.util.logging.Handler() {
            @Override
            public void publish(java.util.logging.LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(ear);
        log.setUseParentHandlers(false);
        Closing engine = new Closing(MemoryPacketIo.of(1));
        PathSettings settings = new PathSettings(0, 1, 1024, WorkersTest::memory);
        Handover handover = Handover.among(1, WorkersTest::memory).getFirst();
        Worker worker = new Worker(
                0,
                () -> {
                    throw new IllegalStateException("a fault");
                },
                new FlowClock(System::nanoTime),
                self -> new Pipeline(settings, engine, view(1), handover),
                engine,
                () -> {});
        try {
            worker.start();
            until(() -> engine.closed && !worker.isAlive());
            assertThat(said).containsExactly("worker 0 of layer 4 has ended by a fault of Weir");
            assertThatThrownBy(() -> worker.ask(path -> 1).get(1, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        } finally {
            log.removeHandler(ear);
            log.setUseParentHandlers(true);
            worker.close();
        }
    }

    @Test
    void closeEndsTheThreadsAndTheirEngines() throws ErrnoException {
        Closing engine = new Closing(MemoryPacketIo.of(1));
        Workers workers = workers(List.of(engine));
        workers.close();
        assertThat(engine.closed).isTrue();
        assertThat(workers.ended()).isTrue();
    }
}
