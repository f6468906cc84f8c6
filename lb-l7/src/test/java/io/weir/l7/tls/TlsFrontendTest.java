package io.weir.l7.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.ApplyException;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.FrontendTls.ClientCertificate;
import io.weir.core.service.FrontendTls.Version;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.core.service.VirtualService;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.TestCertificates;
import io.weir.l7.fixture.WebServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS in TCP mode, with the openssl program and Java's own TLS at the other ends. */
class TlsFrontendTest {
    @TempDir
    Path folder;

    private TestCertificates certificates;
    private ProxyWorld world;
    private Backend echo;
    private int port;

    @BeforeEach
    void begin() throws Exception {
        certificates = new TestCertificates(folder);
        world = new ProxyWorld(Configuration.Transport.EPOLL, 1);
        echo = new Backend(TlsFrontendTest::answerLine);
        port = Backend.unusedPort();
    }

    @AfterEach
    void end() throws Exception {
        world.close();
        echo.close();
    }

    private static Layer7 layer7(FrontendTls tls, String... names) {
        return new Layer7(List.of(names), tls, null, Duration.ZERO, Layer7.PassiveCheck.OFF, Layer7.AccessLog.OFF);
    }

    private static FrontendTls tls(Path... files) {
        return tls(Version.TLS_1_2, List.of(), null, ClientCertificate.REQUIRED, List.of(), null, files);
    }

    private static FrontendTls tls(
            Version minimum,
            List<String> ciphers,
            @Nullable Path ca,
            ClientCertificate client,
            List<String> alpn,
            @Nullable String password,
            Path... files) {
        return new FrontendTls(List.of(files), password, minimum, ciphers, ca, client, alpn, null, null, true);
    }

    private VirtualService echoService(FrontendTls tls) {
        return new ServiceBuilder("secure", port)
                .server("a", echo.port())
                .layer7(layer7(tls))
                .build();
    }

    private String client(String options) throws IOException {
        return client(options, "hello\n");
    }

    /** Sends one line back, then ends. */
    private static void answerLine(Socket socket) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = socket.getInputStream().read();
        while (next >= 0) {
            line.write(next);
            if (next == '\n') {
                break;
            }
            next = socket.getInputStream().read();
        }
        socket.getOutputStream().write(line.toByteArray());
    }

    /** What s_client says; it goes on until the other end closes. */
    private String client(String options, String input) throws IOException {
        String words = "openssl s_client -ign_eof -connect 127.0.0.1:" + port + " -CAfile ca.pem " + options;
        return certificates.run(List.of(words.trim().split(" +")), input);
    }

    @Test
    void relaysWhatComesThroughTls() throws Exception {
        world.apply(echoService(tls(certificates.pem("a.example", "DNS:a.example"))));

        assertThat(client("-tls1_2 -servername a.example"))
                .contains("Verification: OK", "Protocol  : TLSv1.2", "hello");
        assertThat(client("-tls1_3 -servername a.example")).contains("Verification: OK", "New, TLSv1.3", "hello");
        assertThat(client("-tls1_1 -cipher DEFAULT:@SECLEVEL=0")).doesNotContain("hello");
        Await.until("end of 3 connections", () -> world.ends().size() == 3);
        assertThat(world.ends().getFirst().bytesIn()).as("payload, not records").isEqualTo(6);
        assertThat(world.ends().getFirst().bytesOut()).isEqualTo(6);
        assertThat(world.ends().getLast().reason()).isEqualTo(EndReason.TLS_HANDSHAKE);
    }

    @Test
    void speaksOnlyTheNewestWhereThatIsTheMinimum() throws Exception {
        world.apply(echoService(tls(
                Version.TLS_1_3,
                List.of(),
                null,
                ClientCertificate.REQUIRED,
                List.of(),
                null,
                certificates.pem("a", ""))));

        assertThat(client("-tls1_2")).contains("protocol version").doesNotContain("hello");
        assertThat(client("-tls1_3")).contains("hello");
    }

    @Test
    void choosesTheCertificateByServerName() throws Exception {
        world.apply(echoService(tls(
                certificates.pem("first", "DNS:first.example"),
                certificates.pem("exact", "DNS:www.shop.example"),
                certificates.pem("wild", "DNS:*.shop.example"))));

        assertThat(client("-servername first.example")).contains("CN = first,");
        assertThat(client("-servername www.shop.example")).contains("CN = exact,");
        assertThat(client("-servername WWW2.shop.example")).contains("CN = wild,");
        assertThat(client("-servername elsewhere.example")).contains("CN = first,");
        assertThat(client("-noservername")).contains("CN = first,");
    }

    @Test
    void agreesOnAnApplicationProtocol() throws Exception {
        world.apply(echoService(tls(
                Version.TLS_1_2,
                List.of("ECDHE-ECDSA-AES256-GCM-SHA384"),
                null,
                ClientCertificate.REQUIRED,
                List.of("h2", "http/1.1"),
                null,
                certificates.pem("a", ""))));

        assertThat(client("-alpn http/1.1,h2")).contains("ALPN protocol: h2");
        assertThat(client("-alpn spdy/1")).contains("No ALPN negotiated", "hello");
        assertThat(client("-tls1_2")).contains("ECDHE-ECDSA-AES256-GCM-SHA384", "hello");
        assertThat(client("-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256")).doesNotContain("hello");
    }

    @Test
    void readsEncryptedKeysAndPkcs12() throws Exception {
        certificates.pem("a", "");
        certificates.openssl("pkcs8 -topk8 -in a.key -passout pass:secret -out a.enc");
        Path encrypted = certificates.file("encrypted.pem");
        Files.writeString(
                encrypted, Files.readString(certificates.file("a.crt")) + Files.readString(certificates.file("a.enc")));
        certificates.openssl("pkcs12 -export -in a.crt -inkey a.key -certfile ca.pem -passout pass:secret -out a.p12");
        certificates.openssl("ec -in a.key -out a.sec1");
        Path sec1 = certificates.file("sec1.pem");
        Files.writeString(
                sec1, Files.readString(certificates.file("a.crt")) + Files.readString(certificates.file("a.sec1")));
        certificates.openssl("req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=rsa -keyout rsa.key -out rsa.crt");
        certificates.openssl("rsa -traditional -in rsa.key -out rsa.pkcs1");
        Path pkcs1 = certificates.file("pkcs1.pem");
        Files.writeString(
                pkcs1,
                Files.readString(certificates.file("rsa.crt")) + Files.readString(certificates.file("rsa.pkcs1")));

        for (Path file : List.of(encrypted, certificates.file("a.p12"), sec1, pkcs1)) {
            world.apply(echoService(
                    tls(Version.TLS_1_2, List.of(), null, ClientCertificate.REQUIRED, List.of(), "secret", file)));
            assertThat(client("")).as("%s", file).contains("hello");
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        world.apply(echoService(tls(certificates.pem("good", ""))));
        Path other = certificates.pem("other", "");
        Path mixed = certificates.file("mixed.pem");
        Files.writeString(
                mixed,
                Files.readString(certificates.file("good.crt")) + Files.readString(certificates.file("other.key")));
        Path noKey = certificates.file("good.crt");
        certificates.openssl("pkcs8 -topk8 -in good.key -passout pass:secret -out good.enc");
        Path locked = certificates.file("locked.pem");
        Files.writeString(
                locked,
                Files.readString(certificates.file("good.crt")) + Files.readString(certificates.file("good.enc")));

        refuses(tls(mixed), mixed + ": its private key does not belong to its first certificate");
        refuses(tls(noKey), noKey + ": it has no private key");
        refuses(tls(locked), locked + ": its private key is encrypted; give tls.password");
        refuses(tls(certificates.file("none.pem")), "none.pem: there is no such file");
        refuses(tls(certificates.pem("old", "", -1)), "old.pem: its certificate has expired on");
        refuses(
                tls(Version.TLS_1_2, List.of("NO-SUCH"), null, ClientCertificate.REQUIRED, List.of(), null, other),
                "NO-SUCH");
        assertThat(client("")).as("what ran goes on").contains("CN = good,", "hello");
    }

    private void refuses(FrontendTls tls, String words) {
        assertThatThrownBy(() -> world.apply(echoService(tls)))
                .isInstanceOf(ApplyException.class)
                .hasMessageContaining("service secure: ")
                .hasMessageContaining(words);
    }

    @Test
    void changedFilesAreTakenAndToldThoughTheConfigurationIsTheSame() throws Exception {
        Path pem = certificates.pem("site", "DNS:site.example");
        world.apply(echoService(tls(pem)));
        SSLContext context = certificates.trusting();
        try (SSLSocket before = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            before.startHandshake();
            world.apply(echoService(tls(pem)));
            assertThat(world.changes()).isEmpty();

            certificates.pem("site", "DNS:site.example,DNS:other.example");
            world.apply(echoService(tls(pem)));
            assertThat(world.changes())
                    .containsExactly("service secure: " + pem + " has changed and is used from now on");
            assertThat(client("-connect 127.0.0.1:" + port)).contains("hello");
            try (SSLSocket after = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                after.startHandshake();
                assertThat(after.getSession().getPeerCertificates()[0])
                        .isNotEqualTo(before.getSession().getPeerCertificates()[0]);
            }
            // The connection that began with the old one goes on.
            before.getOutputStream().write("still\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(new String(before.getInputStream().readNBytes(6), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("still\n");
        }
        Files.writeString(Path.of(pem + ".ocsp"), "no response");
        assertThatThrownBy(() -> world.apply(echoService(tls(pem)))).hasMessageContaining("OCSP");
    }

    @Test
    void clientThatEndsInItsHandshakeIsEndedAtOnce() throws Exception {
        world.apply(echoService(tls(certificates.pem("site", "DNS:site.example"))));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(clientHello(certificates.trusting()));
            socket.shutdownOutput();
            Await.until("ended", () -> !world.ends().isEmpty());
            assertThat(world.ends().getFirst().reason()).isEqualTo(EndReason.TLS_HANDSHAKE);
        }
    }

    private static byte[] clientHello(SSLContext context) throws Exception {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void resumesSessionsAlsoAfterTheCertificateWasReplaced() throws Exception {
        Path file = certificates.pem("a", "");
        VirtualService service = echoService(tls(file));
        world.apply(service);
        assertThat(client("-tls1_2 -sess_out s12")).contains("New, TLSv1.2");
        assertThat(client("-tls1_3 -sess_out s13")).contains("New, TLSv1.3");
        assertThat(client("-tls1_2 -no_ticket -sess_out sid")).contains("New, TLSv1.2");

        assertThat(client("-tls1_2 -sess_in s12")).contains("Reused, TLSv1.2", "hello");
        assertThat(client("-tls1_3 -sess_in s13")).contains("Reused, TLSv1.3", "hello");
        assertThat(client("-tls1_2 -no_ticket -sess_in sid")).as("by id").contains("Reused, TLSv1.2", "hello");

        Path newer = certificates.pem("newer", "");
        Files.copy(newer, file, StandardCopyOption.REPLACE_EXISTING);
        world.apply(service);
        assertThat(client("-tls1_2")).as("new file under the same name").contains("CN = newer,");
        assertThat(client("-tls1_2 -sess_in s12")).contains("Reused, TLSv1.2", "hello");
        assertThat(client("-tls1_3 -sess_in s13")).contains("Reused, TLSv1.3", "hello");
    }

    @Test
    void asksClientsForCertificates() throws Exception {
        certificates.pem("user", "");
        Path site = certificates.pem("a", "");
        world.apply(echoService(
                tls(Version.TLS_1_2, List.of(), certificates.ca(), ClientCertificate.REQUIRED, List.of(), null, site)));
        assertThat(client("-tls1_2")).doesNotContain("hello\n");
        assertThat(client("-cert user.crt -key user.key")).contains("hello");

        certificates.openssl("req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=stranger -keyout s.key -out s.crt");
        assertThat(client("-tls1_2 -cert s.crt -key s.key")).contains("alert").doesNotContain("hello\n");
        world.apply(echoService(
                tls(Version.TLS_1_2, List.of(), certificates.ca(), ClientCertificate.OPTIONAL, List.of(), null, site)));
        assertThat(client("")).contains("hello");
        assertThat(client("-cert user.crt -key user.key")).contains("hello");
    }

    @Test
    void webServersGetTheSubjectOfTheClientsCertificate() throws Exception {
        certificates.pem("user", "");
        FrontendTls tls = tls(
                Version.TLS_1_2,
                List.of(),
                certificates.ca(),
                ClientCertificate.OPTIONAL,
                List.of("http/1.1"),
                null,
                certificates.pem("a", ""));
        HttpMode http = HttpModes.mode(false, false, List.of(), "X-Subject", List.of());
        try (Backend web = new Backend(WebServer.serving((request, output) -> {
            WebServer.answer(output, 200, "got " + String.join(", ", request.fields()));
            return true;
        }))) {
            world.apply(new ServiceBuilder("secure", port)
                    .server("a", web.port())
                    .layer7(new Layer7(
                            List.of(), tls, http, Duration.ZERO, Layer7.PassiveCheck.OFF, Layer7.AccessLog.OFF))
                    .build());
            String get = "GET / HTTP/1.1\r\nHost: a\r\nX-Subject: CN=forged\r\nConnection: close\r\n\r\n";
            assertThat(client("-cert user.crt -key user.key", get))
                    .contains("got ", "X-Subject: O=Weir,CN=user")
                    .doesNotContain("forged");
            assertThat(client("", get)).contains("got ").doesNotContain("X-Subject", "forged");
        }
    }

    @Test
    void staplesTheResponseBesideTheCertificate() throws Exception {
        Path site = certificates.pem("a", "");
        Files.writeString(certificates.file("index.txt"), "");
        certificates.openssl("ocsp -issuer ca.pem -cert a.crt -reqout a.req");
        certificates.openssl("ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -reqin a.req -ndays 3"
                + " -respout a.pem.ocsp");

        world.apply(echoService(tls(site)));

        assertThat(client("-status")).contains("OCSP Response Status: successful", "hello");
        Files.writeString(certificates.file("a.pem.ocsp"), "not one");
        refuses(tls(site), "a.pem.ocsp: it is not an OCSP response");
    }

    @Test
    void refusesWhatIsNoTls() throws Exception {
        world.apply(echoService(tls(certificates.pem("a", ""))));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until("end of 1 connections", () -> world.ends().size() == 1);
        }
        assertThat(world.ends().getFirst().reason()).isEqualTo(EndReason.TLS_HANDSHAKE);
        assertThat(world.ends().getFirst().detail()).contains("does not speak TLS");
    }

    @Test
    void cutsAHandshakeThatTakesTooLong() throws Exception {
        world.apply(new ServiceBuilder("secure", port)
                .server("a", echo.port())
                .clientTimeout(Duration.ofMillis(300))
                .layer7(layer7(tls(certificates.pem("a", ""))))
                .build());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 90, 1, 0, 0, 86});
            Await.until("end of 1 connections", () -> world.ends().size() == 1);
        }
        assertThat(world.ends().getFirst().detail()).isEqualTo("the TLS handshake took more than 300 ms");
    }

    @Test
    void carriesMuchBothWaysUnderBackpressure() throws Exception {
        byte[] sent = new byte[4 << 20];
        new Random(1).nextBytes(sent);
        try (Backend all = new Backend(Backend.ECHO)) {
            world.apply(new ServiceBuilder("secure", port)
                    .server("a", all.port())
                    .layer7(layer7(tls(certificates.pem("a", "DNS:a.example"))))
                    .build());
            carry(sent);
        }
    }

    private void carry(byte[] sent) throws Exception {
        try (SSLSocket socket = connect("a.example")) {
            Thread writer = Thread.ofVirtual().start(() -> write(socket, sent));
            byte[] back = socket.getInputStream().readNBytes(sent.length);
            writer.join();
            assertThat(Arrays.equals(back, sent)).isTrue();
        }
    }

    private static void write(Socket socket, byte[] data) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(data);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsWithCloseNotifyWhenTheServerEnds() throws Exception {
        byte[] page = new byte[1 << 20];
        try (Backend once = new Backend(socket -> {
            var _ = socket.getInputStream().read();
            socket.getOutputStream().write(page);
        })) {
            world.apply(new ServiceBuilder("secure", port)
                    .server("a", once.port())
                    .layer7(layer7(tls(certificates.pem("a", "DNS:a.example"))))
                    .build());
            try (SSLSocket socket = connect("a.example")) {
                socket.getOutputStream().write(1);
                // Java's TLS throws at an end without close_notify.
                assertThat(socket.getInputStream().readAllBytes()).hasSize(page.length);
            }
            Await.until("end of 1 connections", () -> world.ends().size() == 1);
            assertThat(world.ends().getFirst().reason()).isEqualTo(EndReason.DONE);
        }
    }

    private SSLSocket connect(String name) throws Exception {
        SSLSocket socket =
                (SSLSocket) certificates.trusting().getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }
}
