package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    @BeforeAll
    static void certificates() throws Exception {
        certificate("good");
        certificate("other");
    }

    private static void certificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:www.example",
                "-validity",
                "100",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        String base64 = Base64.getMimeEncoder().encodeToString(first(name).getEncoded());
        Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static X509Certificate first(String name) throws Exception {
        return (X509Certificate) store(name).getCertificate("server");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    void trustedServerPassesAndBodyIsRead() throws Exception {
        try (ScriptedPeer peer = server("good")) {
            assertThat(peer.check(https(true, "www.example", "good")).reason()).hasToString("L7OK status 200");
            assertThat(peer.check(https(true, null, "good")).reason()).hasToString("L7OK status 200");
        }
    }

    @Test
    void certificateOfAnotherNameIsNamed() throws Exception {
        try (ScriptedPeer peer = server("good")) {
            assertThat(peer.check(https(true, "other.example", "good")).reason())
                    .hasToString("L6RSP certificate is not for other.example");
        }
    }

    @Test
    void nameWithAnUnderscoreIsAskedForAndAServerThatRefusesItIsTold() throws Exception {
        // The peer of this test is Java, which takes no such names; others do.
        try (ScriptedPeer peer = server("good")) {
            assertThat(peer.check(https(false, "my_app.example", null)).reason())
                    .hasToString("L6RSP the server refused the TLS handshake: illegal_parameter");
        }
    }

    @Test
    void certificateThatNobodyTrustsIsNamed() throws Exception {
        try (ScriptedPeer peer = server("good")) {
            assertThat(peer.check(https(true, "www.example", null)).reason())
                    .hasToString("L6RSP certificate is of no authority that is trusted here; name its file in ca, or"
                            + " write tls-verify: false");
            assertThat(peer.check(https(true, "www.example", "other")).reason())
                    .hasToString("L6RSP certificate is of no authority in " + folder.resolve("other.pem"));
            assertThat(peer.check(https(false, "www.example", null)).reason()).hasToString("L7OK status 200");
        }
    }

    @Test
    void certificateThatEndsSoonIsTold() throws Exception {
        assertThat(reason(true, Duration.ofDays(-4).minusHours(1)))
                .matches("L7OK status 200; certificate expires in 4 days, on [0-9-]{10}");
        assertThat(reason(true, Duration.ofDays(-15))).isEqualTo("L7OK status 200");
    }

    @Test
    void certificateThatEndedFailsUnlessNobodyCares() throws Exception {
        assertThat(reason(true, Duration.ofHours(1))).matches("L6RSP certificate has expired on [0-9-]{10}");
        assertThat(reason(false, Duration.ofHours(1)))
                .matches("L7OK status 200; certificate has expired on [0-9-]{10}");
    }

    /** What a check finds so long after the certificate's end. */
    private static String reason(boolean verify, Duration afterEnd) throws Exception {
        Instant now = first("good").getNotAfter().toInstant().plus(afterEnd);
        try (ScriptedPeer peer = server("good")) {
            return new Probes(new SocketDialer(), Pinger.none(), System::nanoTime, () -> now)
                    .check(ScriptedPeer.target(https(verify, null, verify ? "good" : null), peer.port(), PATIENT, null))
                    .reason()
                    .toString();
        }
    }

    @Test
    void serverWithoutTlsIsNamed() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> line.say("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThat(peer.check(https(false, null, null)).reason())
                    .hasToString("L6RSP the server does not speak TLS on this port");
        }
    }

    @Test
    void serverThatSaysNothingIsTimedOutAtLayer6() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.Line::silence)) {
            assertThat(peer.check(https(false, null, null), Duration.ofMillis(300))
                            .reason())
                    .hasToString("L6TOUT no TLS handshake in 300 ms");
        }
    }

    @Test
    void serverThatClosesIsNamed() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> line.hear(20))) {
            assertThat(peer.check(https(false, null, null)).reason().toString())
                    .matches("L6RSP connection (closed|reset) within the TLS handshake");
        }
    }

    @Test
    void mailOverTlsEndsWithItsGoodbye() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(listener("good"), line -> line.say("+OK\r\n"))) {
            CheckMethod check = new CheckMethod.Mail(
                    HealthCheck.Type.POP3, new CheckMethod.Tls(true, null, folder.resolve("good.pem")), "", null);
            assertThat(peer.check(check).reason()).hasToString("L7OK");
            assertThat(peer.goodbye()).isEqualTo("QUIT\r\n");
        }
    }

    private static ScriptedPeer server(String name) throws Exception {
        return new ScriptedPeer(listener(name), TlsTest::answer);
    }

    private static void answer(ScriptedPeer.Line line) throws IOException {
        line.hearHead();
        line.say("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(49_998) + "OK");
    }

    private static ServerSocket listener(String name) throws Exception {
        return context(name).getServerSocketFactory().createServerSocket(0, 50, ScriptedPeer.LOOPBACK.toInetAddress());
    }

    private static SSLContext context(String name) throws Exception {
        KeyStore store = store(name);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static CheckMethod https(boolean verify, @Nullable String name, @Nullable String ca) {
        return new CheckMethod.Http(
                new CheckMethod.Tls(verify, name, ca == null ? null : folder.resolve(ca + ".pem")),
                "GET",
                "/",
                null,
                null,
                StatusSet.parse("200").orElseThrow(),
                new TextPattern(Pattern.compile("OK$")),
                List.of());
    }
}
