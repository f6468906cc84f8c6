package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import io.weir.l7.accesslog.Access;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.TestCertificates;
import io.weir.l7.fixture.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP mode: which service and server take a request, and what is made of how the server behaves. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class HttpServersTest {
    private static final HttpMode HTTP = HttpMode.DEFAULT;

    @TempDir
    Path folder;

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private ProxyWorld world;
    private int port;

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(
                Configuration.Transport.NIO, 1, (service, server, words) -> reports.add(server + ": " + words));
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Layer7 layer7(List<String> names, @Nullable FrontendTls tls, Layer7.PassiveCheck passive) {
        return new Layer7(names, tls, HTTP, Duration.ZERO, passive, Layer7.AccessLog.JSON);
    }

    private ServiceBuilder named(String name, @Nullable FrontendTls tls, Backend server) {
        return new ServiceBuilder(name, port)
                .server(name, server.port())
                .layer7(layer7(List.of(name + ".example"), tls, Layer7.PassiveCheck.OFF));
    }

    /** All of what comes back for one request, whose connection ends then. */
    private String get(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return get(socket, host);
        }
    }

    private static String get(Socket socket, String host) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void servicesShareAPortByHost() throws Exception {
        try (Backend a = new Backend(WebServer.named("from-a"));
                Backend b = new Backend(WebServer.named("from-b"))) {
            world.apply(named("a", null, a).build(), named("b", null, b).build());

            assertThat(get("a.example")).contains("200", "from-a");
            assertThat(get("B.Example:" + port)).contains("200", "from-b");
            assertThat(get("c.example")).startsWith("HTTP/1.1 421 ");
            Await.until("3 in the access log", () -> world.accesses().size() == 3);
            assertThat(world.accesses().subList(0, 2))
                    .extracting(Access::service)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void servicesShareAPortByServerNameAndARequestForAnotherIsMisdirected() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        FrontendTls tls = new FrontendTls(
                List.of(certificates.pem("both", "DNS:a.example,DNS:b.example")),
                null,
                FrontendTls.Version.TLS_1_2,
                List.of(),
                null,
                FrontendTls.ClientCertificate.REQUIRED,
                List.of("http/1.1"),
                null,
                new FrontendTls.Hsts(Duration.ofSeconds(77), true),
                false);
        try (Backend a = new Backend(WebServer.named("from-a"));
                Backend b = new Backend(WebServer.named("from-b"))) {
            world.apply(named("a", tls, a).build(), named("b", tls, b).build());

            assertThat(secure(certificates, "a.example", "a.example"))
                    .contains("200", "from-a", "Strict-Transport-Security: max-age=77; includeSubDomains");
            assertThat(secure(certificates, "b.example", "b.example")).contains("200", "from-b");
            assertThat(secure(certificates, "a.example", "b.example")).startsWith("HTTP/1.1 421 ");
        }
    }

    private String secure(TestCertificates certificates, String serverName, String host) throws Exception {
        SSLContext context = certificates.trusting();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            socket.setSSLParameters(parameters);
            return get(socket, host);
        }
    }

    @Test
    void trafficToServersIsEncryptedAndTheirCertificatesAreChecked() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        SSLContext keys = keys(certificates, "inner.example");
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Backend server = new Backend(socket -> {
            SSLSocket tls = (SSLSocket) keys.getSocketFactory().createSocket(socket, null, true);
            tls.startHandshake();
            ((ExtendedSSLSession) tls.getSession())
                    .getRequestedServerNames()
                    .forEach(name -> asked.add(((SNIHostName) name).getAsciiName()));
            WebServer.named("inner").hold(tls);
        })) {
            world.apply(encrypted(server, new ServerTls(true, "inner.example", certificates.ca())));
            assertThat(get("x")).contains("200", "inner");
            assertThat(get("x")).contains("200", "inner");
            assertThat(server.accepted())
                    .as("the second request uses the first one's")
                    .isEqualTo(1);
            assertThat(asked).containsExactly("inner.example");

            world.apply(encrypted(server, new ServerTls(true, "other.example", certificates.ca())));
            assertThat(get("x")).startsWith("HTTP/1.1 503 ");
            Await.until(
                    "the reason",
                    () -> world.ends().stream()
                            .anyMatch(end -> String.valueOf(end.detail()).contains("TLS handshake failed: ")));
        }
    }

    private VirtualService encrypted(Backend server, ServerTls tls) {
        return new ServiceBuilder("web", port)
                .http(HTTP)
                .serverTls(tls)
                .server("s", server.port())
                .build();
    }

    private static SSLContext keys(TestCertificates certificates, String name)
            throws IOException, GeneralSecurityException {
        certificates.pem(name, "DNS:" + name);
        certificates.openssl("pkcs12 -export -in " + name + ".crt -inkey " + name + ".key -passout pass:x -out s.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificates.file("s.p12"))) {
            store.load(in, "x".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "x".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void serverThatEndsInItsHandshakeIsFoundAtOnce() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        try (Backend mute = new Backend(socket -> {
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        })) {
            world.apply(encrypted(mute, new ServerTls(true, "inner.example", certificates.ca())));
            long began = System.nanoTime();
            assertThat(get("x")).startsWith("HTTP/1.1 503 ");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void clientsOfAServiceThatIsRemovedAreAskedToGoAndStillServed() throws Exception {
        try (Backend a = new Backend(WebServer.named("from-a"));
                Socket socket = new Socket()) {
            world.apply(named("a", null, a).build());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(answer(socket)).contains("200 ").doesNotContain("Connection: close");

            world.apply();
            assertThat(answer(socket)).contains("200 ", "Connection: close");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** The answer to one request of a connection that stays. */
    private static String answer(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("from-a 0")) {
            int next = socket.getInputStream().read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void anAnswerThatComesBeforeTheBodyReachesTheClient() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Backend server = new Backend(WebServer.serving((request, output) -> {
                    WebServer.answer(output, 413, "too-much");
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return false;
                }));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbegin"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("too-much");
            Await.until("no place held", () -> world.load("web", "s").active() == 0);
            over.countDown();
        }
    }

    private int port(Backend server) throws Exception {
        world.apply(new ServiceBuilder("web", port)
                .http(HTTP)
                .server("s", server.port())
                .build());
        return port;
    }

    private void watched(Backend server, Layer7.PassiveCheck passive) throws Exception {
        world.apply(new ServiceBuilder("web", port)
                .layer7(layer7(List.of(), null, passive))
                .server("s", server.port())
                .build());
    }

    @Test
    void statusesThatCountAreReportedAfterARow() throws Exception {
        int[] statuses = {500, 200, 503, 404, 502, 504};
        int[] turn = {0};
        try (Backend server = new Backend(WebServer.serving((request, output) -> {
            WebServer.answer(output, statuses[turn[0]++], "x");
            return true;
        }))) {
            watched(server, new Layer7.PassiveCheck(2, true));
            for (int status : statuses) {
                assertThat(reports).isEmpty();
                assertThat(get("x")).startsWith("HTTP/1.1 " + status);
            }
            Await.until("a report", () -> !reports.isEmpty());
            assertThat(reports).containsExactly("s: status 504");
        }
    }

    @Test
    void answersThatBreakOffAreReportedAfterARow() throws Exception {
        try (Backend server = new Backend(WebServer.serving((request, output) -> {
            output.write("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            return false;
        }))) {
            watched(server, new Layer7.PassiveCheck(2, false));
            for (int i = 0; i < 2; i++) {
                assertThat(reports).isEmpty();
                try {
                    assertThat(get("x")).endsWith("half");
                } catch (IOException e) {
                    // The client sees a reset where the answer is not whole.
                }
            }
            Await.until("a report", () -> reports.size() == 1);
        }
    }
}
