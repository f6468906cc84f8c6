package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.HttpMode;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.WebServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1 that hold a connection for as long as they are let. */
@Timeout(30)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class SlowClientTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration DRIP = Duration.ofMillis(20);

    private ProxyWorld world;
    private int port;

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(Configuration.Transport.NIO, 1);
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends {@code part} again and again, until the other end is gone; what it said before. */
    private static String drip(Socket socket, String part) throws IOException {
        Thread dripping = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    send(socket, part);
                    Await.pass(DRIP);
                }
            } catch (IOException e) {
                // The proxy has had enough.
            }
        });
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            throw new AssertionError("reset before an answer could be read", e);
        } finally {
            socket.close();
            join(dripping);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long refused(String key) {
        return world.proxy().refusals().getOrDefault(key, 0L);
    }

    @Test
    void headThatComesByteByByteIsAnswered408() throws Exception {
        try (Backend server = new Backend(WebServer.named("a"))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpMode.DEFAULT)
                    .httpTimeouts(SHORT, LONG, LONG)
                    .server("a", server.port())
                    .build());
            try (Socket socket = connect()) {
                send(socket, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
                assertThat(drip(socket, "x")).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            }
            assertThat(refused("too-slow")).isEqualTo(1);
            assertThat(server.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void bodyThatComesByteByByteIsAnswered408(String framing) throws Exception {
        try (Backend server = new Backend(WebServer.named("a"))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.withMinBodyRate(10_000))
                    .httpTimeouts(LONG, SHORT, LONG)
                    .server("a", server.port())
                    .build());
            try (Socket socket = connect()) {
                send(socket, "POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
                String part = framing.startsWith("C") ? "x" : "1\r\nx\r\n";
                assertThat(drip(socket, part)).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            }
            assertThat(refused("slow-body")).isEqualTo(1);
            assertThat(world.ends()).anySatisfy(end -> {
                assertThat(end.reason()).isEqualTo(EndReason.TIMEOUT);
                assertThat(end.detail()).contains("http.min-body-rate");
            });
            // The server is not left with half a request.
            Await.until("server's connection closed", () -> server.open() == 0);
        }
    }

    @Test
    void bodyThatKeepsThePaceMayTakeLong() throws Exception {
        try (Backend server = new Backend(WebServer.named("a"))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.withMinBodyRate(50))
                    .httpTimeouts(LONG, SHORT, LONG)
                    .server("a", server.port())
                    .build());
            try (Socket socket = connect()) {
                send(socket, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4000\r\n\r\n");
                for (int i = 0; i < 40; i++) {
                    send(socket, "x".repeat(100));
                    Await.pass(DRIP.multipliedBy(2));
                }
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("a 4000");
            }
            assertThat(refused("slow-body")).isZero();
        }
    }

    @Test
    void answerThatHasBegunFreesTheBodyFromItsPace() throws Exception {
        try (Backend server = new Backend(WebServer.serving((request, output) -> {
            output.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            output.flush();
            long bytes = request.drain();
            output.write(("4\r\n" + bytes + "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            output.flush();
            return false;
        }))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.withMinBodyRate(1_000_000))
                    .httpTimeouts(LONG, SHORT, LONG)
                    .server("a", server.port())
                    .build());
            try (Socket socket = connect()) {
                send(socket, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n");
                for (int i = 0; i < 50; i++) {
                    send(socket, "x".repeat(20));
                    Await.pass(DRIP);
                }
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 200 ").contains("1000");
            }
        }
    }

    @Test
    void clientThatNeverReadsIsEndedAndItsServerFreed() throws Exception {
        try (Backend server = new Backend(WebServer.serving((request, output) -> endless(output)))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpMode.DEFAULT)
                    .clientTimeout(SHORT)
                    .server("a", server.port())
                    .build());
            try (Socket socket = connect()) {
                send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Await.until("ended", () -> !world.ends().isEmpty());
                assertThat(world.ends().getFirst().reason()).isEqualTo(EndReason.TIMEOUT);
                assertThat(refused("slow-reader")).isEqualTo(1);
                Await.until("server's connection closed", () -> server.open() == 0);
            }
        }
    }

    private static boolean endless(OutputStream output) throws IOException {
        output.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[64 * 1024];
        while (true) {
            output.write(block);
        }
    }
}
