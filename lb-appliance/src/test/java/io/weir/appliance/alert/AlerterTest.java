package io.weir.appliance.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.Event;
import io.weir.core.control.ServerKey;
import io.weir.core.control.Snapshot;
import io.weir.core.health.CheckReason;
import io.weir.core.service.Alerts;
import io.weir.core.service.Alerts.Encryption;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlerterTest {
    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
    private static final SSLSocketFactory PLAIN = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private static Event down(String server) {
        return new Event.HealthChanged(
                AT,
                new ServerKey("web", server),
                Health.GOING_DOWN,
                Health.DOWN,
                new CheckReason("L4CON", "connection refused"));
    }

    private static Configuration configuration(Alerts.Smtp smtp, Duration digest, int maxPerHour) {
        Configuration empty = Snapshot.empty().configuration();
        return new Configuration(
                new Configuration.Node("lb-a", Path.of("/")),
                empty.l4(),
                empty.l7(),
                empty.admin(),
                empty.fallbackPage(),
                List.of(),
                new Alerts(smtp, digest, maxPerHour));
    }

    private static Alerts.Smtp smtp(SmtpSink sink) {
        return smtp(sink, Encryption.NONE, null, null);
    }

    private static Alerts.Smtp smtp(
            SmtpSink sink, Encryption encryption, @Nullable String user, @Nullable Path password) {
        return new Alerts.Smtp(
                "127.0.0.1",
                sink.port(),
                encryption,
                user,
                password,
                "weir@example.org",
                List.of("ops@example.org", "night@example.org"));
    }

    private static Alerter alerter(Configuration configuration) {
        return new Alerter(
                () -> configuration, (smtp, mail) -> SmtpConversation.send(smtp, PLAIN, mail), Duration.ofMillis(1));
    }

    private static String next(SmtpSink sink) throws InterruptedException {
        return Objects.requireNonNull(sink.mails.poll(30, TimeUnit.SECONDS), "a mail within 30 s");
    }

    private static String body(String mail) {
        String encoded = mail.substring(mail.indexOf("\n\n") + 2).replace("\n", "");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @Test
    void transitionsWithinTheDigestTimeAreOneMail() throws Exception {
        try (SmtpSink sink = new SmtpSink(null);
                Alerter alerter = alerter(configuration(smtp(sink), Duration.ofMillis(300), 20))) {
            alerter.hear(down("a"));
            alerter.hear(down("b"));
            alerter.hear(new Event.HealthChanged(AT, new ServerKey("web", "c"), Health.UP, Health.GOING_DOWN, null));
            alerter.hear(new Event.HealthChanged(AT, new ServerKey("web", "b"), Health.GOING_UP, Health.UP, null));
            String mail = next(sink);
            assertThat(mail)
                    .contains(
                            "From: Weir <weir@example.org>\n",
                            "To: ops@example.org,\n night@example.org\n",
                            "Subject: [lb-a] server web/a going-down -> down: L4CON connection refused and 2 other"
                                    + " events\n",
                            "Auto-Submitted: auto-generated\n");
            assertThat(body(mail)).isEqualTo("""
                    2026-01-01 12:00:00Z  server web/a going-down -> down: L4CON connection refused
                    2026-01-01 12:00:00Z  server web/b going-down -> down: L4CON connection refused
                    2026-01-01 12:00:00Z  server web/b going-up -> up

                    --\s
                    Weir on lb-a; more: weir status
                    """.replace("\n", "\r\n"));
            assertThat(sink.commands)
                    .contains("MAIL FROM:<weir@example.org>", "RCPT TO:<ops@example.org>", "EHLO [127.0.0.1]");
            assertThat(sink.mails).isEmpty();
        }
    }

    @Test
    void stormIsBoundedAndNoMoreMailsGoOutThanAreAllowed() throws Exception {
        try (SmtpSink sink = new SmtpSink(null);
                Alerter alerter = alerter(configuration(smtp(sink), Duration.ofMillis(50), 1))) {
            alerter.hear(down("first"));
            next(sink);
            for (int i = 0; i < 10_000; i++) {
                alerter.hear(down("s" + i));
            }
            assertThat(sink.mails.poll(500, TimeUnit.MILLISECONDS)).isNull();
            assertThat(alerter.figures().waiting()).isEqualTo(10_000);
            assertThat(alerter.figures().sent()).isEqualTo(1);
        }
    }

    @Test
    void mailThatCannotBeTakenNowIsTriedAgain() throws Exception {
        try (SmtpSink sink = new SmtpSink(null);
                Alerter alerter = alerter(configuration(smtp(sink), Duration.ofMillis(1), 20))) {
            sink.refusals.add("MAIL|451 4.3.0 later");
            sink.refusals.add("DATA|421 4.3.2 closing");
            alerter.hear(down("a"));
            assertThat(body(next(sink))).contains("server web/a");
            assertThat(sink.commands.stream().filter(line -> line.startsWith("MAIL")))
                    .hasSize(3);
        }
    }

    @Test
    void mailThatIsRefusedForGoodIsGivenUpAtOnceAndShown() throws Exception {
        try (SmtpSink sink = new SmtpSink(null);
                Alerter alerter = alerter(configuration(smtp(sink), Duration.ofMillis(1), 20))) {
            sink.refusals.add("RCPT TO:<ops|550 5.1.1 no such user");
            sink.refusals.add("RCPT TO:<night|550 5.1.1 nor this");
            alerter.hear(down("a"));
            while (alerter.figures().failed() == 0) {
                Thread.onSpinWait();
            }
            assertThat(alerter.figures().trouble())
                    .isEqualTo("the mail server refused RCPT TO ops@example.org: 550 5.1.1 no such user");
            assertThat(sink.commands.stream().filter(line -> line.startsWith("MAIL")))
                    .hasSize(1);
            alerter.hear(down("b"));
            assertThat(body(next(sink))).contains("server web/b").doesNotContain("server web/a");
        }
    }

    @Test
    void receiverWhoIsGoneDoesNotKeepTheOthersFromHearing() throws Exception {
        try (SmtpSink sink = new SmtpSink(null);
                Alerter alerter = alerter(configuration(smtp(sink), Duration.ofMillis(1), 20))) {
            sink.refusals.add("RCPT TO:<ops|550 5.1.1 no such user");
            alerter.hear(down("a"));
            assertThat(body(next(sink))).contains("server web/a");
        }
    }

    @Test
    void mailServerWithoutAnAddressIsNamed() {
        Alerts.Smtp unknown = new Alerts.Smtp(
                "mail..invalid", 25, Encryption.NONE, null, null, "weir@example.org", List.of("ops@example.org"));
        assertThatThrownBy(() -> SmtpConversation.send(unknown, PLAIN, "x\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mail server's name mail..invalid");
    }

    @Test
    void startTlsAndLoginWorkAndAnUnknownCertificateIsRefused() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sink",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=sink",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        SSLContext context = context(store);
        Path password = Files.writeString(directory.resolve("password"), "pässword\n");
        try (SmtpSink sink = new SmtpSink(context)) {
            Alerts.Smtp smtp = smtp(sink, Encryption.STARTTLS, "weir", password);
            SmtpConversation.send(smtp, context.getSocketFactory(), "Subject: x\r\n\r\n.dot\r\n");
            assertThat(next(sink)).contains("\n.dot\n");
            String login = Base64.getEncoder().encodeToString("\0weir\0pässword".getBytes(StandardCharsets.UTF_8));
            assertThat(sink.commands).containsSubsequence("STARTTLS", "AUTH PLAIN " + login, "DATA");
            assertThatThrownBy(() -> SmtpConversation.send(smtp, PLAIN, "x\r\n"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void noMailLeavesWithoutTheTlsThatWasAskedFor() throws Exception {
        try (SmtpSink sink = new SmtpSink(null)) {
            assertThatThrownBy(() -> SmtpConversation.send(smtp(sink, Encryption.STARTTLS, null, null), PLAIN, "x\r\n"))
                    .hasMessage("the mail server does not offer STARTTLS");
            assertThat(sink.commands).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "secret".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("sink", keys.getCertificate("sink"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
