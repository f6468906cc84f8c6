package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.service.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a changed file says of layer 7 is told when it is applied, and nothing is told of what stayed. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class Layer7ChangesTest {
    private static final String SERVICE = """
            virtual-services:
              - name: web
                mode: l7-snat
                address: 192.0.2.10
                ports: 443
                real-servers:
                  - { name: a, address: 198.51.100.11 }
            """;
    private static final String RULES = """
            http:
              rules:
                - when: { path-regex: "^/v[0-9]+/", not: { path-regex: x } }
                  then: { rewrite-path: { regex: "^/v[0-9]+", replacement: "/n" } }
            """;

    @TempDir
    Path directory;

    private Harness control;

    @BeforeEach
    void open() throws IOException {
        control = new Harness(Files.createDirectory(directory.resolve("state")));
        Files.writeString(directory.resolve("a.pem"), "a certificate");
        Files.writeString(directory.resolve("b.pem"), "a certificate");
    }

    @AfterEach
    void close() throws IOException {
        control.close();
    }

    private Configuration file(String keys) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", SERVICE + keys.indent(4), directory);
    }

    private List<String> changes(String before, String after) throws Exception {
        control.writer.apply(file(before), null);
        return control.writer.apply(file(after), null);
    }

    @Test
    void sameFileChangesNothing() throws Exception {
        control.writer.apply(file(RULES), null);
        ServiceSnapshot before = control.service("web");
        assertThat(control.writer.apply(file(RULES), null)).isEmpty();
        assertThat(control.service("web")).isSameAs(before);
    }

    @Test
    void otherRulesAreTold() throws Exception {
        assertThat(changes(RULES, RULES.replace("/n", "/m"))).containsExactly("service web: http.rules changed");
        assertThat(changes(RULES, RULES.replace("x }", "y }"))).containsExactly("service web: http.rules changed");
    }

    @Test
    void keysOfTheService() throws Exception {
        assertThat(changes("http: {}", """
                        http: {}
                        server-names: [www.example, "*.example"]
                        slow-start: 10s
                        passive-check: { failures: 5, status: true }
                        access-log: combined
                        transparent: true
                        timeouts: { http-request: 6s, http-body: 1m, http-keep-alive: 2m, tunnel: 2h }
                        """))
                .containsExactly(
                        "service web: timeouts.http-request 5s -> 6s",
                        "service web: timeouts.http-body 20s -> 1m",
                        "service web: timeouts.http-keep-alive 1m -> 2m",
                        "service web: timeouts.tunnel 60m -> 120m",
                        "service web: server-names all others -> www.example, *.example",
                        "service web: slow-start 0s -> 10s",
                        "service web: passive-check.failures 0 -> 5",
                        "service web: passive-check.status false -> true",
                        "service web: access-log off -> combined",
                        "service web: transparent false -> true");
    }

    @Test
    void modesThatComeAndGo() throws Exception {
        assertThat(changes("", "tls: { certificates: [a.pem] }\nhttp: {}"))
                .containsExactly("service web: tls added", "service web: http added");
        assertThat(changes("tls: { certificates: [a.pem] }\nhttp: {}", ""))
                .containsExactly("service web: tls removed", "service web: http removed");
    }

    @Test
    void keysOfTlsButNoPassword() throws Exception {
        String all = """
                tls:
                  certificates: [b.pem]
                  password: very-secret
                  minimum-version: 1.2
                  ciphers: [ECDHE-RSA-AES128-GCM-SHA256]
                  client-ca: a.pem
                  client-certificate: optional
                  alpn: [http/1.1]
                  redirect-http: { port: 80 }
                  hsts: { enabled: true, max-age: 1h, include-subdomains: true }
                  ocsp: true
                http: {}
                """;
        assertThat(changes("tls: { certificates: [a.pem] }\nhttp: {}", all))
                .containsExactly(
                        "service web: tls.certificates " + directory + "/a.pem -> " + directory + "/b.pem",
                        "service web: tls.password changed",
                        "service web: tls.ciphers built-in -> ECDHE-RSA-AES128-GCM-SHA256",
                        "service web: tls.client-ca none -> " + directory + "/a.pem",
                        "service web: tls.client-certificate required -> optional",
                        "service web: tls.alpn h2, http/1.1 -> http/1.1",
                        "service web: tls.redirect-http none -> port 80 status 301",
                        "service web: tls.hsts none -> max-age 60m include-subdomains",
                        "service web: tls.ocsp false -> true");
        assertThat(changes("tls: { certificates: [a.pem] }", "tls: { certificates: [a.pem], minimum-version: 1.3 }"))
                .containsExactly("service web: tls.minimum-version 1.2 -> 1.3");
    }

    @Test
    void keysOfHttp() throws Exception {
        assertThat(changes("tls: { certificates: [a.pem], client-ca: a.pem }\nhttp: {}", """
                        tls: { certificates: [a.pem], client-ca: a.pem }
                        http:
                          x-forwarded-for: false
                          forwarded: true
                          trusted: [192.0.2.0/24]
                          compression: true
                          server-http2: true
                          connect: true
                          client-certificate-header: X-Subject
                          max-header-bytes: 2048
                          max-headers: 10
                          max-body-bytes: 4096
                          min-body-rate: 0
                          retries: 0
                          rules: [{ then: { deny: {} } }]
                        """))
                .containsExactly(
                        "service web: http.x-forwarded-for true -> false",
                        "service web: http.forwarded false -> true",
                        "service web: http.trusted none -> 192.0.2.0/24",
                        "service web: http.compression false -> true",
                        "service web: http.server-http2 false -> true",
                        "service web: http.connect false -> true",
                        "service web: http.client-certificate-header none -> X-Subject",
                        "service web: http.max-header-bytes 16384 -> 2048",
                        "service web: http.max-headers 100 -> 10",
                        "service web: http.max-body-bytes 0 -> 4096",
                        "service web: http.min-body-rate 500 -> 0",
                        "service web: http.retries 2 -> 0",
                        "service web: http.rules changed");
        assertThat(changes("http: {}", "http: { http2: false }"))
                .containsExactly("service web: http.http2 true -> false");
    }

    @Test
    void namesOfCookiesAndHeaders() throws Exception {
        String application = "http: {}\npersistence: { type: app-cookie, cookie: { name: NAME } }";
        assertThat(changes(application, application.replace("NAME", "JSESSIONID")))
                .singleElement()
                .asString()
                .matches("service web: persistence app-cookie .* cookie NAME -> app-cookie .* cookie JSESSIONID");
        String header = "http: {}\npersistence: { type: header, header: X-User }";
        assertThat(changes(header, header.replace("User", "Id")))
                .singleElement()
                .asString()
                .matches("service web: persistence header .* header x-user -> header .* header x-id");
        String inserted = "http: {}\npersistence: { type: cookie, cookie: { max-idle: 10m, same-site: lax } }";
        assertThat(changes(inserted, inserted.replace("lax", "strict")))
                .singleElement()
                .asString()
                .contains(" cookie SERVERID max-idle 10m max-life 720m http-only same-site lax -> ")
                .endsWith(" same-site strict");
    }

    @Test
    void encryptionTowardsServers() throws Exception {
        String server = "{ name: a, address: 198.51.100.11";
        Configuration plain = file("");
        Configuration secure = parse(server + ", tls: {} }");
        Configuration careless = parse(server + ", tls: { verify: false, sni: a.example } }");
        control.writer.apply(plain, null);
        assertThat(control.writer.apply(secure, null)).containsExactly("service web: server a: tls added");
        assertThat(control.writer.apply(careless, null))
                .containsExactly(
                        "service web: server a: tls.verify true -> false",
                        "service web: server a: tls.sni the client's -> a.example");
        assertThat(control.writer.apply(plain, null)).containsExactly("service web: server a: tls removed");
    }

    private Configuration parse(String server) throws InvalidConfiguration {
        String text = SERVICE.replace("{ name: a, address: 198.51.100.11 }", server);
        return ConfigurationFile.parse("weir.yaml", text, directory);
    }
}
