package io.weir.l7.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.l7.log.ConnectionEnd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a relay does, whatever the transport under it. */
@Timeout(60)
abstract class RelayContract {
    private final Configuration.Transport transport;
    ProxyWorld world;
    int port;

    RelayContract(Configuration.Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(transport, 2);
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    ServiceBuilder service() {
        return new ServiceBuilder("web", port);
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
        return socket;
    }

    ConnectionEnd end(Predicate<ConnectionEnd> which) {
        Await.until("an end in the log", () -> world.ends().stream().anyMatch(which));
        return world.ends().stream().filter(which).findFirst().orElseThrow();
    }

    ConnectionEnd end(EndReason reason) {
        return end(end -> end.reason() == reason);
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
            assertThat(world.load("web", "a").bytesIn()).isEqualTo(world.load("web").bytesOut());
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
        try (Backend greeter = new Backend(socket -> socket.getOutputStream().write("220 hello".getBytes(StandardCharsets.US_ASCII)))) {
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
            world.apply(service().server("a", echo.port()).server("b", echo.port()).build());
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
                Await.until("one cut", Duration.ofSeconds(1), () -> world.load("web").endedFor(EndReason.HALTED) == 1);
                assertThat(world.load("web", "a").active()).isZero();
                assertThat(world.load("web", "b").active()).isEqualTo(1);
            }
        }
    }
}
