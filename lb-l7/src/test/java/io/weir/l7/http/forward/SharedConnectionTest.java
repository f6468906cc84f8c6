package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many first requests to a server of HTTP/2; that is another proxy, whose connections can be counted. */
@Timeout(60)
class SharedConnectionTest {
    private static final int CLIENTS = 60;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void requestsThatComeTogetherShareTheConnectionThatIsBeingMade() throws Exception {
        int port = Backend.unusedPort();
        int inner = Backend.unusedPort();
        try (Backend slow = new Backend(WebServer.serving((request, output) -> {
                    Await.pass(Duration.ofMillis(100));
                    WebServer.answer(output, 200, "ok");
                    return true;
                }));
                ProxyWorld server = new ProxyWorld(Configuration.Transport.NIO, 1);
                ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1)) {
            server.apply(new ServiceBuilder("inner", inner)
                    .http(HttpMode.DEFAULT)
                    .server("s", slow.port())
                    .build());
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.http2ToServers())
                    .server("inner", inner)
                    .build());
            assertThat(answers(port))
                    .hasSize(CLIENTS)
                    .allSatisfy(answer ->
                            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok"));
            assertThat(server.load("inner").total()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whoWaitsForAConnectionThatFailsIsAnsweredToo() throws Exception {
        int port = Backend.unusedPort();
        try (ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1)) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.http2ToServers())
                    .server("nobody", Backend.unusedPort())
                    .build());
            assertThat(answers(port))
                    .hasSize(CLIENTS)
                    .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 503 "));
            Await.until("no place held", () -> world.load("web", "nobody").active() == 0);
        }
    }

    @Test
    void aConnectionThatFailsForManyIsOneFailureOfTheServer() throws Exception {
        int port = Backend.unusedPort();
        List<String> reports = new CopyOnWriteArrayList<>();
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyWorld world = new ProxyWorld(
                        Configuration.Transport.NIO, 1, (service, server, words) -> reports.add(words))) {
            fill(silent, waiting);
            world.apply(new ServiceBuilder("web", port)
                    .layer7(new Layer7(
                            List.of(),
                            null,
                            HttpModes.http2ToServers(),
                            Duration.ZERO,
                            new Layer7.PassiveCheck(CLIENTS / 4, false),
                            Layer7.AccessLog.JSON))
                    .connectTimeout(Duration.ofSeconds(1))
                    .server("silent", silent.getLocalPort())
                    .build());

            assertThat(answers(port)).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 503 "));
            assertThat(reports).isEmpty();
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Has so many wait to be accepted that no other is answered. */
    private static void fill(ServerSocket silent, List<Socket> waiting) throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(silent.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    /** Of many connections that ask at the same time. */
    private static List<String> answers(int port) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                sockets.add(socket);
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write(REQUEST);
            }
            List<String> answers = new ArrayList<>();
            for (Socket socket : sockets) {
                answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
            return answers;
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
