package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.CheckMethod;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.CheckMethod.Tls;
import io.weir.core.service.DnsType;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Octets;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of health checks become. */
class CheckFilesTest {
    private static final CheckMethod.Login LOGIN = new CheckMethod.Login("u", new Secret("p"));
    private static final StatusSet SUCCESS = StatusSet.parse("200-399").orElseThrow();

    @TempDir
    Path folder;

    private CheckMethod method(String keys) throws InvalidConfiguration {
        return check(keys).method();
    }

    private HealthCheck check(String keys) throws InvalidConfiguration {
        String text = """
                virtual-services:
                  - name: web
                    mode: l7-snat
                    address: 192.0.2.10
                    ports: 80
                    health-check: { %s }
                    real-servers: [{ name: web1, address: 198.51.100.11 }]
                """.formatted(keys);
        return ConfigurationFile.parse("weir.yaml", text, folder)
                .virtualServices()
                .getFirst()
                .healthCheck();
    }

    @Test
    void httpHasDefaults() throws Exception {
        assertThat(method("type: http"))
                .isEqualTo(new CheckMethod.Http(null, "GET", "/", null, null, SUCCESS, null, List.of()));
        HealthCheck check = check("type: http, port: 8080, interval: 10s, timeout: 2s, fall: 3, rise: 1");
        assertThat(check.type()).isEqualTo(HealthCheck.Type.HTTP);
        assertThat(check.port()).isEqualTo(8080);
        assertThat(check.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(check.probes()).isTrue();
    }

    @Test
    void httpsHasEveryKey() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "x");
        assertThat(method(
                        "type: https, method: HEAD, path: /h?a=b, host: \"www.example:8443\", username: u, password: p,"
                                + " status: \"200,204\", expect: \"^OK\", headers: { X-A: b, X-C: d }, ca: ca.pem"))
                .isEqualTo(new CheckMethod.Http(
                        new Tls(true, "www.example", ca),
                        "HEAD",
                        "/h?a=b",
                        "www.example:8443",
                        LOGIN,
                        StatusSet.parse("200,204").orElseThrow(),
                        pattern("^OK"),
                        List.of("X-A: b", "X-C: d")));
    }

    @Test
    void nameOfTheHandshakeIsSniElseHostAndNeverAnAddress() throws Exception {
        assertThat(name("host: a.example, sni: b.example")).isEqualTo("b.example");
        assertThat(name("host: a.example")).isEqualTo("a.example");
        assertThat(name("host: 192.0.2.1")).isNull();
        assertThat(name("host: \"[2001:db8::1]:443\"")).isNull();
        assertThat(name("path: /")).isNull();
    }

    private @Nullable String name(String keys) throws InvalidConfiguration {
        CheckMethod method = method("type: https, tls-verify: false, " + keys);
        return method instanceof CheckMethod.Http http && http.tls() != null
                ? http.tls().name()
                : "no TLS";
    }

    @Test
    void sendAndExpectAreTextOrBytes() throws Exception {
        assertThat(method("type: send-expect, send: \"PING\\r\\n\", expect: \"^PONG\""))
                .isEqualTo(new CheckMethod.SendExpect(
                        null,
                        Octets.of("PING\r\n".getBytes(StandardCharsets.US_ASCII)),
                        new Expectation.Text(pattern("^PONG"))));
        assertThat(method("type: send-expect, send: \"hex:00 ff\", expect: hex:0a, tls: true, tls-verify: false"))
                .isEqualTo(new CheckMethod.SendExpect(
                        new Tls(false, null, null),
                        Octets.of(new byte[] {0, (byte) 0xff}),
                        new Expectation.Bytes(Octets.of(new byte[] {10}))));
    }

    @Test
    void otherTypes() throws Exception {
        assertThat(method("type: ping")).isEqualTo(new CheckMethod.Plain(HealthCheck.Type.PING));
        assertThat(method("type: dns, host: a.example, record-type: TXT, transport: tcp, expect: x"))
                .isEqualTo(new CheckMethod.Dns(true, "a.example", DnsType.TXT, pattern("x")));
        assertThat(method("type: smtp"))
                .isEqualTo(new CheckMethod.Mail(HealthCheck.Type.SMTP, null, "localhost", null));
        assertThat(method("type: imap, username: u, password: p, tls: true, sni: a.example"))
                .isEqualTo(new CheckMethod.Mail(HealthCheck.Type.IMAP, new Tls(true, "a.example", null), "", LOGIN));
        assertThat(method("type: ldap, username: u, password: p")).isEqualTo(new CheckMethod.Ldap(null, LOGIN));
        assertThat(method("type: mysql, username: u, database: d"))
                .isEqualTo(new CheckMethod.Database(HealthCheck.Type.MYSQL, "u", null, "d"));
        assertThat(method("type: postgresql, username: u, password: p"))
                .isEqualTo(new CheckMethod.Database(HealthCheck.Type.POSTGRESQL, "u", new Secret("p"), null));
        assertThat(method("type: redis, password: p"))
                .isEqualTo(new CheckMethod.Redis(null, new CheckMethod.Login("", new Secret("p"))));
        assertThat(method("type: radius, secret: s, username: u, password: p"))
                .isEqualTo(new CheckMethod.Radius(new Secret("s"), LOGIN));
        assertThat(method("type: sip, transport: tcp"))
                .isEqualTo(new CheckMethod.Sip(
                        true, null, StatusSet.parse("200-299").orElseThrow()));
        assertThat(method("type: external, command: /bin/true"))
                .isEqualTo(new CheckMethod.External(Path.of("/bin/true")));
    }

    @Test
    void secretsAreInNoText() throws Exception {
        assertThat(check("type: radius, secret: hush, username: u, password: mum")
                        .toString())
                .doesNotContain("hush", "mum");
    }

    private static TextPattern pattern(String expression) {
        return new TextPattern(Pattern.compile(expression));
    }
}
