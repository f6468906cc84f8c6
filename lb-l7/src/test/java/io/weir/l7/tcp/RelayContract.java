package io.weir.l7.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.LeakWatch;
import io.weir.l7.transport.ReadBuffers;
import io.weir.l7.transport.StreamOptions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a relay does, whatever the transport under it. */
abstract class RelayContract extends ProxyContract {
    RelayContract(Configuration.Transport transport) {
        super(transport);
    }

    @Test
    void bytesArriveUnchangedInBothDirectionsWhateverTheirChunks() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service().server("a", echo.port()).build());
            for (int seed = 0; seed < 4; seed++) {
                Random random = new Random(seed);
                byte[] sent = new byte[1 + random.nextInt(3_000_000)];
                random.nextBytes(sent);
                try (Socket socket = connect()) {
                    Thread writer = Thread.ofVirtual().start(() -> writeInChunks(socket, sent, random));
                    byte[] received = socket.getInputStream().readAllBytes();
                    writer.join();
                    assertThat(received).isEqualTo(sent);
                }
            }
            Await.until("all ends counted", () -> world.load("web").endedFor(EndReason.DONE) == 4);
            assertThat(world.load("web").active()).isZero();
            assertThat(world.load("web", "a").active()).isZero();
            assertThat(world.load("web", "a").bytesIn())
                    .isEqualTo(world.load("web").bytesOut());
        }
    }

    private static void writeInChunks(Socket socket, byte[] bytes, Random random) {
        try {
            OutputStream out = socket.getOutputStream();
            int at = 0;
            while (at < bytes.length) {
                int chunk = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 100_000));
                out.write(bytes, at, chunk);
                at += chunk;
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void serverThatSpeaksFirstIsHeard() throws Exception {
        try (Backend greeter = new Backend(
                socket -> socket.getOutputStream().write("220 hello".getBytes(StandardCharsets.US_ASCII)))) {
            world.apply(service().server("a", greeter.port()).build());
            try (Socket socket = connect()) {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("220 hello");
            }
        }
    }

    @Test
    void clientThatEndsFirstStillGetsTheAnswer() throws Exception {
        try (Backend counter = new Backend(socket -> {
            int length = socket.getInputStream().readAllBytes().length;
            socket.getOutputStream().write(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        })) {
            world.apply(service().server("a", counter.port()).build());
            try (Socket socket = connect()) {
                socket.getOutputStream().write(new byte[200_000]);
                socket.shutdownOutput();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("200000");
            }
            assertThat(end(EndReason.DONE).bytesIn()).isEqualTo(200_000);
        }
    }

    @Test
    void clientThatEndsFirstGetsALongAnswerHoweverSlowlyItReads() throws Exception {
        byte[] answer = new byte[20_000_000];
        new Random(7).nextBytes(answer);
        try (Backend server = new Backend(socket -> {
            socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(answer);
        })) {
            world.apply(service().server("a", server.port()).build());
            try (Socket socket = connect()) {
                socket.getOutputStream().write(1);
                socket.shutdownOutput();
                awaitStandstill(1);
                assertThat(socket.getInputStream().readNBytes(4_000_000)).hasSize(4_000_000);
                awaitStandstill(1);
                assertThat(socket.getInputStream().readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(answer, 4_000_000, answer.length));
            }
            assertThat(end(EndReason.DONE).bytesOut()).isEqualTo(answer.length);
        }
    }

    @Test
    void serverThatEndsFirstStillGetsTheRest() throws Exception {
        AtomicReference<byte[]> got = new AtomicReference<>(new byte[0]);
        try (Backend server = new Backend(socket -> {
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            got.set(socket.getInputStream().readAllBytes());
        })) {
            world.apply(service().server("a", server.port()).build());
            try (Socket socket = connect()) {
                assertThat(socket.getInputStream().readAllBytes()).hasSize(1);
                socket.getOutputStream().write(new byte[100_000]);
            }
            Await.until("the rest at the server", () -> got.get().length == 100_000);
        }
    }

    @Test
    void resetByTheClientReachesTheServer() throws Exception {
        AtomicReference<IOException> seen = new AtomicReference<>();
        try (Backend server = new Backend(socket -> {
            try {
                InputStream in = socket.getInputStream();
                socket.getOutputStream().write(1);
                while (in.read() >= 0) {
                    // until the reset
                }
            } catch (IOException e) {
                seen.set(e);
            }
        })) {
            world.apply(service().server("a", server.port()).build());
            Socket socket = connect();
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            socket.setSoLinger(true, 0);
            socket.close();
            Await.until("a reset at the server", () -> seen.get() instanceof SocketException);
            end(EndReason.CLIENT_RESET);
        }
    }

    @Test
    void resetByTheServerReachesTheClientAfterItsData() throws Exception {
        try (Backend server = new Backend(socket -> {
            socket.getOutputStream().write("last words".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('!');
            socket.setSoLinger(true, 0);
        })) {
            world.apply(service().server("a", server.port()).build());
            try (Socket socket = connect()) {
                assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
                socket.getOutputStream().write('!');
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            end(EndReason.SERVER_RESET);
        }
    }

    @Test
    void haltCutsRunningConnectionsWithinASecondAndDrainDoesNot() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(
                    service().server("a", echo.port()).server("b", echo.port()).build());
            try (Socket first = connect();
                    Socket second = connect()) {
                for (Socket socket : new Socket[] {first, second}) {
                    socket.getOutputStream().write(7);
                    assertThat(socket.getInputStream().read()).isEqualTo(7);
                }
                world.set("web", "a", AdminState.DRAINING);
                world.set("web", "b", AdminState.DRAINING);
                for (Socket socket : new Socket[] {first, second}) {
                    socket.getOutputStream().write(8);
                    assertThat(socket.getInputStream().read()).isEqualTo(8);
                }
                world.set("web", "a", AdminState.HALTED);
                Await.until(
                        "one cut",
                        Duration.ofSeconds(1),
                        () -> world.load("web").endedFor(EndReason.HALTED) == 1);
                assertThat(world.load("web", "a").active()).isZero();
                assertThat(world.load("web", "b").active()).isEqualTo(1);
            }
        }
    }

    @Test
    void readerThatStallsHoldsNoMoreThanTheBound() throws Exception {
        int clients = 10;
        try (Backend flood = new Backend(socket -> {
            byte[] block = new byte[64 * 1024];
            while (true) {
                socket.getOutputStream().write(block);
            }
        })) {
            world.apply(service().server("a", flood.port()).build());
            List<Socket> stalled = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                stalled.add(connect());
            }
            awaitStandstill(clients);
            assertThat(pinned()).isLessThanOrEqualTo(clients * BOUND);
            for (Socket socket : stalled) {
                assertThat(socket.getInputStream().readNBytes(10_000_000)).hasSize(10_000_000);
                socket.close();
            }
        }
    }

    @Test
    void serverThatEndsBehindAStalledReaderIsNotReadToItsEnd() throws Exception {
        int clients = 20;
        int unit = 2_000_000;
        AtomicInteger turn = new AtomicInteger();
        try (Backend burst =
                new Backend(socket -> socket.getOutputStream().write(new byte[turn.incrementAndGet() * unit]))) {
            world.apply(service().server("a", burst.port()).build());
            List<Socket> stalled = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(16 * 1024);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                stalled.add(socket);
            }
            // Somewhere between these sizes the server's end arrives while its data still waits in the kernel.
            awaitStandstill(clients);
            assertThat(pinned()).isLessThanOrEqualTo(clients * BOUND);
            long received = 0;
            for (Socket socket : stalled) {
                received += socket.getInputStream().readAllBytes().length;
                socket.close();
            }
            assertThat(received).isEqualTo((long) unit * clients * (clients + 1) / 2);
        }
    }

    /** What one direction may hold, and one buffer for the way from read to write. */
    private static final long BOUND = StreamOptions.HIGH + 2L * ReadBuffers.LARGE;

    private static long pinned() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    private void awaitStandstill(int connections) {
        AtomicLong last = new AtomicLong(-1);
        AtomicInteger same = new AtomicInteger();
        Await.until("a standstill", () -> {
            long now = world.load("web").bytesOut();
            boolean still =
                    now > 0 && now == last.getAndSet(now) && world.load("web").active() == connections;
            return (still ? same.incrementAndGet() : same.getAndSet(0)) > 100;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 16 * 1024, 100_000})
    void dataAndEndThatArriveBeforeTheServerAnswersAreRelayed(int size) throws Exception {
        try (Backend counter = new Backend(COUNT)) {
            world.apply(service().server("a", counter.port(), 1).build());
            try (Socket holder = connect()) {
                Await.until("the place taken", () -> world.load("web", "a").total() == 1);
                Socket waiting = connect();
                Await.until("one waits", () -> world.load("web").queued() == 1);
                waiting.getOutputStream().write(new byte[size]);
                waiting.shutdownOutput();
                Await.pass(Duration.ofMillis(50));
                holder.shutdownOutput();
                assertThat(text(waiting)).isEqualTo(Integer.toString(size));
                waiting.close();
            }
            Await.until("both done", () -> world.load("web").endedFor(EndReason.DONE) == 2);
        }
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static final Backend.Conversation COUNT = socket -> {
        int length = socket.getInputStream().readAllBytes().length;
        socket.getOutputStream().write(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
    };

    @Test
    void silentClientIsClosedAfterItsTimeoutAndNotBefore() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service()
                    .server("a", echo.port())
                    .clientTimeout(Duration.ofMillis(600))
                    .build());
            try (Socket socket = connect()) {
                for (int i = 0; i < 3; i++) {
                    socket.getOutputStream().write(i);
                    assertThat(socket.getInputStream().read()).isEqualTo(i);
                    Await.pass(Duration.ofMillis(300));
                }
                long last = System.nanoTime() - Duration.ofMillis(300).toNanos();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(Duration.ofNanos(System.nanoTime() - last))
                        .isBetween(Duration.ofMillis(550), Duration.ofMillis(2500));
            }
            assertThat(end(EndReason.TIMEOUT).detail()).startsWith("the client neither sent nor took data for 600 ms");
        }
    }

    @Test
    void silentServerIsBlamedForItsTimeout() throws Exception {
        try (Backend mute = new Backend(socket -> socket.getInputStream().readAllBytes())) {
            world.apply(service()
                    .server("a", mute.port())
                    .serverTimeout(Duration.ofMillis(300))
                    .build());
            try (Socket socket = connect()) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(end(EndReason.TIMEOUT).detail()).startsWith("the server neither");
        }
    }

    @Test
    void clientThatTakesNothingIsCutWhileOneThatTakesSlowlyIsNot() throws Exception {
        try (Backend flood = new Backend(socket -> {
            byte[] block = new byte[64 * 1024];
            while (true) {
                socket.getOutputStream().write(block);
            }
        })) {
            world.apply(service()
                    .server("a", flood.port())
                    .clientTimeout(Duration.ofMillis(800))
                    .build());
            try (Socket stalled = connect();
                    Socket slow = connect()) {
                assertThat(stalled.getInputStream().read()).isZero();
                Await.until("the stalled one cut", () -> {
                    read(slow, 1_000_000);
                    return world.load("web").endedFor(EndReason.TIMEOUT) == 1;
                });
                read(slow, 1_000_000);
                assertThat(world.load("web").active()).isEqualTo(1);
            }
        }
    }

    private static void read(Socket socket, int bytes) {
        try {
            assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endThatIsNotAnsweredIsCutByTheFinTimeout() throws Exception {
        try (Backend lazy = new Backend(socket -> {
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        })) {
            world.apply(service()
                    .server("a", lazy.port())
                    .finTimeouts(Duration.ofMillis(300))
                    .build());
            try (Socket socket = connect()) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(end(EndReason.TIMEOUT).detail()).startsWith("the client did not end its side");
            }
        }
    }

    @Test
    void manyShortConnectionsLeaveNothingBehind() throws Exception {
        try (LeakWatch leaks = new LeakWatch();
                Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service().server("a", echo.port()).build());
            exchange(50);
            Await.until("quiet", () -> world.load("web").active() == 0 && echo.open() == 0);
            int before = descriptors();
            exchange(1000);
            Await.until("all over", () -> world.load("web").active() == 0 && echo.open() == 0);
            Await.until("descriptors back", () -> descriptors() <= before);
            Await.until("buffers back", () -> pinned() == 0);
            leaks.findAll();
            assertThat(leaks.found()).isEmpty();
            assertThat(world.load("web").total()).isEqualTo(1050);
            assertThat(world.load("web", "a").total()).isEqualTo(1050);
            assertThat(world.load("web", "a").active()).isZero();
            assertThat(world.proxy().connections(10)).isEmpty();
        }
    }

    private void exchange(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
                if (i % 3 == 0) {
                    socket.setSoLinger(true, 0);
                }
            }
        }
    }

    private static int descriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? -1 : names.length;
    }

    @Test
    void stopCutsEverything() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service().server("a", echo.port()).build());
            try (Socket socket = connect()) {
                socket.getOutputStream().write(1);
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                assertThat(world.proxy().connections(10))
                        .singleElement()
                        .satisfies(info -> assertThat(info.server()).isEqualTo("a"));
                world.proxy().close();
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
                assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            }
        }
    }
}
