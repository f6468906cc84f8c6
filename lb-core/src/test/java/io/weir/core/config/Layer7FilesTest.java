package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.core.net.Cidr;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HttpMode;
import io.weir.core.service.HttpRule;
import io.weir.core.service.HttpRule.Action;
import io.weir.core.service.HttpRule.Matcher;
import io.weir.core.service.Layer7;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file may say of layer 7; what it may not is in the files of {@link InvalidFilesTest}. */
class Layer7FilesTest {
    private static final String SERVICE = """
              - name: NAME
                mode: l7-snat
                address: 192.0.2.10
                ports: 443
                real-servers:
                  - { name: web1, address: 198.51.100.11 }
                  - { name: web2, address: 198.51.100.12, tls: { sni: Web.Example, ca: ca.pem } }
                  - { name: web3, address: 198.51.100.13, tls: { enabled: false } }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeCertificates() throws IOException {
        Files.writeString(folder.resolve("site.pem"), "a certificate");
        Files.writeString(folder.resolve("ca.pem"), "a certificate");
    }

    private List<VirtualService> read(String text) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", text, folder).virtualServices();
    }

    private static String service(String name, String keys) {
        return SERVICE.replace("NAME", name) + keys.indent(4);
    }

    private VirtualService only(String keys) throws InvalidConfiguration {
        return read("virtual-services:\n" + service("web", keys)).getFirst();
    }

    private HttpMode http(String keys) throws InvalidConfiguration {
        return Objects.requireNonNull(only("http:\n" + keys.indent(2)).layer7().http());
    }

    private FrontendTls tls(String keys) throws InvalidConfiguration {
        return Objects.requireNonNull(only(keys).layer7().tls());
    }

    @Test
    void serviceThatSaysNothingPassesTcpThrough() throws InvalidConfiguration {
        assertThat(only("").layer7()).isEqualTo(Layer7.PASS_THROUGH);
    }

    @Test
    void emptyHttpHasTheDefaultsOfTheModel() throws InvalidConfiguration {
        assertThat(only("http: {}").layer7().http()).isEqualTo(HttpMode.DEFAULT);
    }

    @Test
    void numbersAndFlagsOfHttpAreRead() throws InvalidConfiguration {
        assertThat(http("""
                x-forwarded-for: false
                forwarded: true
                trusted: [10.0.0.0/8]
                compression: true
                http2: false
                server-http2: true
                connect: true
                max-header-bytes: 32768
                max-headers: 50
                max-body-bytes: 10000000000
                min-body-rate: 240
                retries: 0
                """))
                .isEqualTo(new HttpMode(
                        false,
                        true,
                        List.of(Cidr.parse("10.0.0.0/8").orElseThrow()),
                        true,
                        false,
                        true,
                        true,
                        "",
                        32_768,
                        50,
                        10_000_000_000L,
                        240,
                        0,
                        List.of()));
    }

    @Test
    void everyConditionIsRead() throws InvalidConfiguration {
        List<Matcher> when = http("""
                rules:
                  - when:
                      path-prefix: /images/
                      path-suffix: .png
                      path-regex: "^/i[0-9]"
                      host: PACS.example
                      host-prefix: pacs.
                      header: { name: X-A, value: "1" }
                      query: debug=1
                      method: GET
                      source: 192.0.2.0/24
                      not: { host: a.example, header: { name: X-B } }
                    then: { deny: {} }
                """).rules().getFirst().when();

        assertThat(when)
                .filteredOn(matcher -> !(matcher instanceof Matcher.PathRegex))
                .containsExactly(
                        new Matcher.PathPrefix("/images/"),
                        new Matcher.PathSuffix(".png"),
                        new Matcher.Host("pacs.example"),
                        new Matcher.HostPrefix("pacs."),
                        new Matcher.Header("X-A", "1"),
                        new Matcher.Query("debug=1"),
                        new Matcher.Method("GET"),
                        new Matcher.Source(Cidr.parse("192.0.2.0/24").orElseThrow()),
                        new Matcher.Not(List.of(new Matcher.Host("a.example"), new Matcher.Header("X-B", null))));
        assertThat(when)
                .filteredOn(Matcher.PathRegex.class::isInstance)
                .singleElement()
                .extracting(matcher -> ((Matcher.PathRegex) matcher).pattern().pattern())
                .isEqualTo("^/i[0-9]");
    }

    @Test
    void actionsStandInTheOrderOfTheFile() throws InvalidConfiguration {
        List<Action> then = http("""
                rules:
                  - then:
                      del-response-header: Server
                      set-request-header: [{ name: Host, value: "a.example:8080" }, { name: X-A, value: a }]
                      use-servers: web1
                      add-request-header: { name: X-B, value: "" }
                      set-response-header: { name: X-C, value: c d }
                      add-response-header: { name: X-D, value: d }
                      del-request-header: [X-E, X-F]
                """).rules().getFirst().then();

        assertThat(then)
                .containsExactly(
                        new Action.DelResponseHeader("Server"),
                        new Action.SetRequestHeader("Host", "a.example:8080"),
                        new Action.SetRequestHeader("X-A", "a"),
                        new Action.UseServers(List.of("web1")),
                        new Action.AddRequestHeader("X-B", ""),
                        new Action.SetResponseHeader("X-C", "c d"),
                        new Action.AddResponseHeader("X-D", "d"),
                        new Action.DelRequestHeader("X-E"),
                        new Action.DelRequestHeader("X-F"));
    }

    @Test
    void redirectsDeniesAndRewritesAreRead() throws InvalidConfiguration {
        List<HttpRule> rules = http("""
                rules:
                  - then: { redirect: { location: "https://a.example/" } }
                  - then: { redirect: { prefix: "https://a.example", status: 308 } }
                  - then: { deny: {} }
                  - then: { deny: { status: 404 } }
                  - then: { rewrite-path: { regex: "^/(?<a>.*)", replacement: "/x/$1${a}\\\\$" } }
                """).rules();

        assertThat(rules.subList(0, 4))
                .flatExtracting(HttpRule::then)
                .containsExactly(
                        new Action.Redirect("https://a.example/", null, 302),
                        new Action.Redirect(null, "https://a.example", 308),
                        new Action.Deny(403),
                        new Action.Deny(404));
        Action.RewritePath rewrite = (Action.RewritePath) rules.getLast().then().getFirst();
        assertThat(rewrite.regex().matcher("/p").replaceAll(rewrite.replacement()))
                .isEqualTo("/x/pp$");
    }

    @Test
    void certificatesCountFromTheFolderOfTheFile() throws InvalidConfiguration, IOException {
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, "virtual-services:\n" + service("web", "tls: { certificates: [site.pem] }"));

        FrontendTls tls = Objects.requireNonNull(ConfigurationFile.load(file)
                .virtualServices()
                .getFirst()
                .layer7()
                .tls());

        assertThat(tls.certificates()).containsExactly(folder.resolve("site.pem"));
        assertThat(tls.alpn()).isEmpty();
        assertThat(tls.minimum()).isEqualTo(FrontendTls.Version.TLS_1_2);
        assertThat(tls.hsts()).isNull();
        assertThat(tls.redirect()).isNull();
    }

    @Test
    void everyKeyOfTlsIsRead() throws InvalidConfiguration {
        assertThat(tls("""
                http: {}
                tls:
                  certificates: [site.pem]
                  password: "s e c r e t"
                  minimum-version: "1.3"
                  client-ca: ca.pem
                  client-certificate: optional
                  alpn: [http/1.1]
                  redirect-http: { port: 8080, status: 308 }
                  hsts: { enabled: true, max-age: 1d, include-subdomains: true }
                  ocsp: true
                """))
                .isEqualTo(new FrontendTls(
                        List.of(folder.resolve("site.pem")),
                        "s e c r e t",
                        FrontendTls.Version.TLS_1_3,
                        List.of(),
                        folder.resolve("ca.pem"),
                        FrontendTls.ClientCertificate.OPTIONAL,
                        List.of("http/1.1"),
                        new FrontendTls.Redirect(8080, 308),
                        new FrontendTls.Hsts(Duration.ofDays(1), true),
                        true));
    }

    @Test
    void alpnFollowsHttp() throws InvalidConfiguration {
        assertThat(tls("tls: { certificates: [site.pem] }\nhttp: {}").alpn()).containsExactly("h2", "http/1.1");
        assertThat(tls("tls: { certificates: [site.pem] }\nhttp: { http2: false }")
                        .alpn())
                .containsExactly("http/1.1");
    }

    @Test
    void trafficToServersIsEncryptedWhereTheySaySo() throws InvalidConfiguration {
        assertThat(only("").realServers())
                .extracting(server -> server.tls())
                .containsExactly(null, new ServerTls(true, "web.example", folder.resolve("ca.pem")), null);
    }

    @Test
    void passwordIsInNoMessage() {
        InvalidConfiguration refused = catchThrowableOfType(
                InvalidConfiguration.class,
                () -> only("tls: { certificates: [site.pem, site.pem], password: hidden }"));
        assertThat(refused.getMessage()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'cookie: { secure: false }', false"})
    void cookieIsSecureWhereTlsEndsHere(String cookie, boolean secure) throws InvalidConfiguration {
        String keys = "tls: { certificates: [site.pem] }\nhttp: {}\npersistence:\n  type: cookie\n" + cookie.indent(2);
        assertThat(only(keys).persistence().cookie())
                .isEqualTo(new PersistenceCookie(
                        "SERVERID",
                        Duration.ofMinutes(30),
                        Duration.ofHours(12),
                        secure,
                        true,
                        PersistenceCookie.SameSite.LAX));
        PersistenceCookie plain = Objects.requireNonNull(
                only("http: {}\npersistence: { type: cookie }").persistence().cookie());
        assertThat(plain.secure()).isFalse();
    }

    @Test
    void headerOfPersistenceIsInLowerCase() throws InvalidConfiguration {
        Persistence persistence =
                only("http: {}\npersistence: { type: header, header: X-User }").persistence();
        assertThat(persistence.header()).isEqualTo("x-user");
        assertThat(persistence.cookie()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"rdp-cookie", "rdp-token", "ssl-session-id"})
    void connectionsWithoutHttpHaveTheirPersistence(String type) throws InvalidConfiguration {
        assertThat(only("persistence: { type: " + type + " }")
                        .persistence()
                        .type()
                        .key())
                .isEqualTo(type);
    }

    @Test
    void whatElseLayer7KnowsIsRead() throws InvalidConfiguration {
        Layer7 layer7 = only("""
                http: {}
                server-names: [WWW.example, "*.Example"]
                slow-start: 30s
                passive-check: { failures: 5, status: true }
                access-log: combined
                timeouts: { http-request: 1s, http-body: 4s, http-keep-alive: 2s, tunnel: 3s }
                """).layer7();

        assertThat(layer7.serverNames()).containsExactly("www.example", "*.example");
        assertThat(layer7.slowStart()).isEqualTo(Duration.ofSeconds(30));
        assertThat(layer7.passive()).isEqualTo(new Layer7.PassiveCheck(5, true));
        assertThat(layer7.accessLog()).isEqualTo(Layer7.AccessLog.COMBINED);
    }

    @Test
    void slowStartOfZeroIsNone() throws InvalidConfiguration {
        assertThat(only("slow-start: 0s").layer7().slowStart()).isEqualTo(Duration.ZERO);
    }

    @Test
    void servicesShareAPortByTheirNames() throws InvalidConfiguration {
        String tls = "\ntls: { certificates: [site.pem], redirect-http: {} }";
        assertThat(read("virtual-services:\n"
                        + service("a", "server-names: a.example" + tls)
                        + service("b", "server-names: [b.example, \"*.a.example\"]" + tls)
                        + service("passed", "server-names: c.example")
                        + service("rest", "tls: { certificates: [site.pem] }")))
                .hasSize(4);
    }

    @Test
    void defaultsOfHttpAreForLayer7Only() throws InvalidConfiguration {
        String defaults = """
                defaults:
                  http: { compression: true }
                  tls: { certificates: [site.pem] }
                  access-log: json
                """;
        String layer4 = service("nat", "")
                .replace("l7-snat", "l4-nat")
                .replace("192.0.2.10", "192.0.2.11")
                .replace(", tls: { sni: Web.Example, ca: ca.pem }", "");

        List<VirtualService> services = read(defaults + "virtual-services:\n" + service("web", "") + layer4);

        HttpMode http = Objects.requireNonNull(services.getFirst().layer7().http());
        assertThat(http.compression()).isTrue();
        assertThat(services.getLast().layer7()).isEqualTo(Layer7.PASS_THROUGH);
    }
}
