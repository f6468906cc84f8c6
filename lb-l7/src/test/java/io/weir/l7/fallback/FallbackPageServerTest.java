package io.weir.l7.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.control.ApplyException;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.l7.transport.EventLoops;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class FallbackPageServerTest {
    private EventLoops loops;
    private FallbackPageServer server;
    private int port;

    @BeforeEach
    void open() throws Exception {
        open(Configuration.Transport.AUTO);
    }

    private void open(Configuration.Transport transport) throws Exception {
        loops = EventLoops.start(new Configuration.L7(transport, 1));
        server = new FallbackPageServer(loops);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        server.close();
        loops.close();
    }

    private void serve(boolean enabled, @Nullable Path file) throws ApplyException {
        Snapshot snapshot = new Snapshot(
                1,
                1,
                new Configuration(
                        new Configuration.Node("test", Path.of("/nonexistent")),
                        Configuration.L4.automatic(),
                        new Configuration.L7(Configuration.Transport.AUTO, 0),
                        new Configuration.Admin(Path.of("/nonexistent")),
                        new Configuration.FallbackPage(enabled, IpAddress.of("127.0.0.1"), port, file),
                        List.of(),
                        null),
                List.of());
        server.stage(snapshot, snapshot).commit();
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Configuration.Transport.class)
    void pageIsServedOnEveryTransport(Configuration.Transport transport) throws Exception {
        close();
        open(transport);
        serve(true, null);
        String answer = ask("GET /any?thing HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("\r\nRetry-After: 30\r\n", "\r\nCache-Control: no-store\r\n", "\r\nConnection: close\r\n")
                .contains("<h1>This service is unavailable right now</h1>")
                .doesNotContain("http://", "https://", "<script");
        String head = answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
        assertThat(head)
                .contains("Content-Length: " + answer.substring(head.length()).getBytes(StandardCharsets.UTF_8).length);
        assertThat(ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(head);
    }

    @Test
    void nothingListensWhenNoServiceFallsBackToIt() throws Exception {
        String text = """
                fallback-page: { port: %d }
                virtual-services:
                  - { name: web, mode: %s, address: 127.0.0.1, ports: 8080,
                      real-servers: [{ name: a, address: 192.0.2.1 }] }
                """;
        stage(text.formatted(port, "l7-snat"));
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 503 ");
        stage(text.formatted(port, "l4-nat").replace("127.0.0.1", "192.0.2.9"));
        assertThatThrownBy(() -> ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isInstanceOf(ConnectException.class);
    }

    private void stage(String text) throws Exception {
        Configuration configuration = ConfigurationFile.parse("weir.yaml", text);
        Snapshot snapshot = new Snapshot(1, 1, configuration, List.of());
        server.stage(snapshot, snapshot).commit();
    }

    @Test
    void bodyOfTheRequestIsReadAndIgnored() throws Exception {
        serve(true, null);
        String body = "x".repeat(500_000);
        assertThat(ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                .startsWith("HTTP/1.1 503 ");
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        serve(true, null);
        assertThat(ask("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 414 ");
        assertThat(ask("GET / HTTP/1.1\r\nA: " + "x".repeat(9000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(ask("\u0001\u0002 \r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void fileReplacesThePage(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("sorry.html"), "<p>sorry</p>");
        serve(true, file);
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("\r\n\r\n<p>sorry</p>");
        Files.writeString(file, "<p>changed</p>");
        serve(true, file);
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("\r\n\r\n<p>changed</p>");
        assertThatThrownBy(() -> serve(true, folder.resolve("missing.html")))
                .isInstanceOf(ApplyException.class)
                .hasMessageContaining("fallback-page.file: ")
                .hasMessageContaining("missing.html cannot be served");
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("<p>changed</p>");
    }

    @Test
    void portInUseSaysWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> serve(true, null))
                    .isInstanceOf(ApplyException.class)
                    .hasMessageContaining("port " + port + " of 127.0.0.1 is in use by another program")
                    .hasMessageContaining("set fallback-page.port, or fallback-page.enabled: false");
        }
    }

    @Test
    void disabledPageDoesNotListen() throws Exception {
        serve(true, null);
        serve(false, null);
        assertThatThrownBy(() -> ask("GET / HTTP/1.1\r\n\r\n")).isInstanceOf(IOException.class);
    }
}
