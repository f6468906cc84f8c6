package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Distribution;
import io.weir.core.service.Fallback;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
    private static final String SMALLEST = """
            virtual-services:
              - name: web
                mode: l7-snat
                address: 192.0.2.10
                ports: 443
                real-servers: [{ name: web1, address: 198.51.100.11 }]
            """;

    private static Configuration read(String text) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", text);
    }

    private static VirtualService only(String text) throws InvalidConfiguration {
        List<VirtualService> services = read(text).virtualServices();
        assertThat(services).hasSize(1);
        return services.getFirst();
    }

    /** The smallest service with more keys. */
    private static String with(String keys) {
        return SMALLEST + keys.indent(4);
    }

    private static String refused(String text) {
        return Objects.requireNonNull(
                assertThrows(InvalidConfiguration.class, () -> read(text)).getMessage());
    }

    @Test
    void everythingThatMayBeAbsentHasTheDocumentedDefault() throws InvalidConfiguration {
        Configuration configuration = read(SMALLEST);

        assertThat(configuration.node()).isEqualTo(new Configuration.Node(HostName.read(), Path.of("/var/lib/weir")));
        assertThat(configuration.l4()).isEqualTo(Configuration.L4.automatic());
        assertThat(configuration.l7()).isEqualTo(new Configuration.L7(Configuration.Transport.AUTO, 0));
        assertThat(configuration.admin().socket()).isEqualTo(Path.of("/run/weir/admin.sock"));
        assertThat(configuration.fallbackPage())
                .isEqualTo(new Configuration.FallbackPage(true, IpAddress.of("127.0.0.1"), 9081, null));
        assertThat(configuration.virtualServices())
                .containsExactly(new VirtualService(
                        "web",
                        true,
                        Mode.L7_SNAT,
                        IpAddress.of("192.0.2.10"),
                        PortSet.of(443),
                        Protocol.TCP,
                        null,
                        Distribution.LOAD_BALANCED,
                        SchedulerKind.WLC,
                        new Persistence(Persistence.Type.NONE, Duration.ofMinutes(30), 32, 128, 1_000_000, false),
                        new HealthCheck(
                                HealthCheck.Type.CONNECT, Duration.ofSeconds(4), Duration.ofSeconds(3), 2, 2, 0),
                        new Timeouts(
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(43),
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30)),
                        40_000,
                        new Fallback(IpAddress.of("127.0.0.1"), 9081),
                        new ProxyProtocol(false, ProxyProtocol.Send.NONE),
                        null,
                        List.of(new RealServer(
                                "web1", IpAddress.of("198.51.100.11"), 0, 100, false, 0, AdminState.ONLINE))));
    }

    @Test
    void everyKeyIsHeard() throws InvalidConfiguration {
        Configuration configuration = read("""
                node: { name: lb-b, state-directory: /srv/weir }
                l4:
                  interfaces: [eth0, eth1.20]
                  engine: af-xdp
                  xdp-mode: generic
                  workers: 2
                  max-flows: 16777216
                  snat-addresses: [192.0.2.5, "2001:db8::5"]
                l7: { transport: io-uring, threads: 8 }
                admin: { socket: /tmp/weir.sock }
                fallback-page: { address: "::1", port: 8081, enabled: false }
                virtual-services:
                  - name: web
                    enabled: false
                    mode: l7-snat
                    address: 2001:db8::10
                    ports: "80,8000-8100"
                    protocol: tcp
                    interface: eth0
                    distribution: failover
                    persistence:
                      type: source-ip
                      timeout: 12h
                      granularity: 24
                      granularity-v6: 64
                      table-size: 16777216
                      clear-on-drain: true
                    health-check: { type: connect, interval: 10s, timeout: 250ms, fall: 3, rise: 1, port: 81 }
                    timeouts: { connect: 1s, client: 2m, server: 3h, client-fin: 4ms, server-fin: 5s, queue: 1d }
                    max-connections: 7
                    fallback: { address: 192.0.2.99, port: 1080 }
                    proxy-protocol: { accept: required, send: v2 }
                    source-address: 2001:db8::2
                    real-servers:
                      - name: a
                        address: 2001:db8::a
                        port: 8080
                        weight: 0
                        backup: true
                        max-connections: 10
                        admin-state: draining
                """);

        assertThat(configuration)
                .isEqualTo(new Configuration(
                        new Configuration.Node("lb-b", Path.of("/srv/weir")),
                        new Configuration.L4(
                                List.of("eth0", "eth1.20"),
                                Configuration.Engine.AF_XDP,
                                Configuration.XdpMode.GENERIC,
                                2,
                                16_777_216,
                                List.of(IpAddress.of("192.0.2.5"), IpAddress.of("2001:db8::5"))),
                        new Configuration.L7(Configuration.Transport.IO_URING, 8),
                        new Configuration.Admin(Path.of("/tmp/weir.sock")),
                        new Configuration.FallbackPage(false, IpAddress.of("::1"), 8081, null),
                        List.of(everyKeyOfAService()),
                        null));
    }

    private static VirtualService everyKeyOfAService() {
        return new VirtualService(
                "web",
                false,
                Mode.L7_SNAT,
                IpAddress.of("2001:db8::10"),
                PortSet.parse("80,8000-8100").orElseThrow(),
                Protocol.TCP,
                "eth0",
                Distribution.FAILOVER,
                SchedulerKind.WLC,
                new Persistence(Persistence.Type.SOURCE_IP, Duration.ofHours(12), 24, 64, 16_777_216, true),
                new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(10), Duration.ofMillis(250), 3, 1, 81),
                new Timeouts(
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(2),
                        Duration.ofHours(3),
                        Duration.ofMillis(4),
                        Duration.ofSeconds(5),
                        Duration.ofDays(1)),
                7,
                new Fallback(IpAddress.of("192.0.2.99"), 1080),
                new ProxyProtocol(true, ProxyProtocol.Send.V2),
                IpAddress.of("2001:db8::2"),
                List.of(new RealServer("a", IpAddress.of("2001:db8::a"), 8080, 0, true, 10, AdminState.DRAINING)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"443", "\"443\"", "'443'", "80,443", "\"80,443\"", "8000-8100", "\" 80 , 443 \""})
    void portsMayBeQuotedOrNot(String ports) throws InvalidConfiguration {
        String text = SMALLEST.replace("ports: 443", "ports: " + ports);
        assertThat(only(text).ports())
                .isEqualTo(
                        PortSet.parse(ports.replace("\"", "").replace("'", "")).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off", "connect"})
    void wordsThatOtherReadersTakeForBooleansStayWords(String type) throws InvalidConfiguration {
        assertThat(only(with("health-check: { type: " + type + " }"))
                        .healthCheck()
                        .type()
                        .key())
                .isEqualTo(type);
    }

    @Test
    void ownKeyWinsOverDefaultsKeyByKey() throws InvalidConfiguration {
        VirtualService service = only("""
                defaults:
                  scheduler: rr
                  health-check: { interval: 10s, timeout: 9s, fall: 5 }
                  fallback: { address: 192.0.2.99, port: 80 }
                  mode: l7-snat
                virtual-services:
                  - name: web
                    address: 192.0.2.10
                    ports: 443
                    health-check: { fall: 3 }
                    fallback: { port: 8080 }
                    real-servers: [{ name: web1, address: 198.51.100.11 }]
                """);

        assertThat(service.scheduler()).isEqualTo(SchedulerKind.RR);
        assertThat(service.healthCheck().interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(service.healthCheck().fall()).isEqualTo(3);
        assertThat(service.fallback()).isEqualTo(new Fallback(IpAddress.of("192.0.2.99"), 8080));
    }

    @Test
    void serviceMaySwitchOffWhatDefaultsDescribe() throws InvalidConfiguration {
        String defaults = """
                defaults:
                  scheduler: rr
                  persistence: { type: source-ip, granularity: 24 }
                  health-check: { interval: 10s }
                  fallback: { address: 192.0.2.99, port: 80 }
                """;
        VirtualService service = only(defaults + with("""
                distribution: failover
                persistence: { type: none }
                health-check: { type: on }
                fallback: null
                """));

        assertThat(service.distribution()).isEqualTo(Distribution.FAILOVER);
        assertThat(service.persistence().type()).isEqualTo(Persistence.Type.NONE);
        assertThat(service.healthCheck().type()).isEqualTo(HealthCheck.Type.ON);
        assertThat(service.fallback()).isNull();
    }

    @Test
    void emptyMappingKeepsTheDefaults() throws InvalidConfiguration {
        String defaults = "defaults: { timeouts: { client: 5m } }\n";
        assertThat(only(defaults + with("timeouts:")).timeouts().client()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void fallbackFollowsThePage() throws InvalidConfiguration {
        assertThat(only("fallback-page: { port: 8081 }\n" + SMALLEST).fallback())
                .isEqualTo(new Fallback(IpAddress.of("127.0.0.1"), 8081));
        assertThat(only("fallback-page: { address: \"::\" }\n" + SMALLEST).fallback())
                .isEqualTo(new Fallback(IpAddress.of("::1"), 9081));
        assertThat(only("fallback-page: { enabled: false }\n" + SMALLEST).fallback())
                .isNull();
    }

    @Test
    void featuresThatAreSwitchedOffAreNoFault() throws InvalidConfiguration {
        String file = """
                l4: { interfaces: [], snat-addresses: null }
                admin: { https: null, http: { enabled: false, port: 9080 }, metrics: { enabled: false } }
                """;
        VirtualService service = only(
                file + with("""
                transparent: false
                tls: null
                http: null
                persistence: { cookie: null }
                health-check: { through-vip: false, host: null }
                passive-check: { failures: 0 }
                """).replace("198.51.100.11 }", "198.51.100.11, tls: { enabled: false, verify: true } }"));
        assertThat(service.name()).isEqualTo("web");
    }

    @Test
    void sameServerMayStandInSeveralServicesAndDisabledServicesMayShareAPort() throws InvalidConfiguration {
        String second =
                SMALLEST.substring(SMALLEST.indexOf('\n') + 1).replace("name: web\n", "name: b\n    enabled: false\n");
        assertThat(read(SMALLEST + second).virtualServices()).hasSize(2);
    }

    @Test
    void noServicesIsWrittenAsAnEmptyList() throws InvalidConfiguration {
        assertThat(read("virtual-services: []").virtualServices()).isEmpty();
    }

    @Test
    void columnsCountCharactersAndAByteOrderMarkDoesNotCount() {
        assertThat(refused("\ufeffzzz: 1\nvirtual-services: []\n")).startsWith("weir.yaml:1:1: zzz: unknown key");
        assertThat(refused("l7: { \"\ud83d\ude00\": 1, zzz: 1 }\nvirtual-services: []\n"))
                .contains("weir.yaml:1:15: l7.zzz: unknown key");
    }

    @Test
    void fallbackPageFileIsCheckedWhenTheConfigurationIs(@TempDir Path folder) throws Exception {
        Path page = Files.writeString(folder.resolve("down.html"), "<p>Back soon.</p>");
        String text = "fallback-page: { file: " + page + " }\n" + SMALLEST;
        assertThat(read(text).fallbackPage().file()).isEqualTo(page);

        Files.write(page, new byte[FileRules.MAX_PAGE_BYTES + 1]);
        assertThat(refused(text))
                .contains("fallback-page.file: ")
                .endsWith("has 1048577 bytes; a page may have at most 1048576");

        Files.delete(page);
        assertThat(refused(text)).contains("there is no file " + page);
    }

    @Test
    void unreadableFileIsOneProblemThatSaysWhatToDo(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("weir.yaml");
        assertThat(refusedFile(missing))
                .containsExactly(new Problem(
                        missing.toString(), 1, 1, "", "there is no such file; check the path, or create it"));
        assertThat(refusedFile(folder))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text())
                        .startsWith("cannot be read (")
                        .endsWith("); name a readable file"));
    }

    @Test
    void fileOfAnotherEncodingIsRefusedAtTheFirstWrongByte(@TempDir Path folder) throws IOException {
        String words = "this is not UTF-8; save the file in that encoding";
        Path file = folder.resolve("weir.yaml");

        Files.write(file, new byte[] {'#', (byte) 0xe9, '\n'});
        assertThat(refusedFile(file)).containsExactly(new Problem(file.toString(), 1, 2, "", words));

        Files.write(file, new byte[] {'#', '\n', '#', (byte) 0xc3, (byte) 0xa9, (byte) 0xe9, '\n'});
        assertThat(refusedFile(file)).containsExactly(new Problem(file.toString(), 2, 3, "", words));
    }

    @Test
    void fileOfMoreThanOneMebibyteIsRefused(@TempDir Path folder) throws Exception {
        String text = SMALLEST + "#".repeat(YamlReader.MAX_BYTES - SMALLEST.length());
        Path file = Files.writeString(folder.resolve("weir.yaml"), text);
        assertThat(ConfigurationFile.load(file).virtualServices()).hasSize(1);

        Files.writeString(file, text + "#");
        assertThat(refusedFile(file))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("more than the 1 MiB"));
    }

    @Test
    void moreProblemsThanAnyoneReadsAreCounted() {
        StringBuilder text = new StringBuilder("virtual-services: []\n");
        for (int i = 0; i < Problems.LIMIT + 5; i++) {
            text.append("key").append(i).append(": 1\n");
        }
        InvalidConfiguration refused = assertThrows(InvalidConfiguration.class, () -> read(text.toString()));
        assertThat(refused.problems()).hasSize(Problems.LIMIT + 1);
        assertThat(refused.problems().getLast().text()).isEqualTo("and 5 more problems; mend these first");
    }

    @Test
    void thousandServicesAreReadInASecond() throws InvalidConfiguration {
        StringBuilder text =
                new StringBuilder("defaults: { scheduler: rr, timeouts: { client: 5m } }\nvirtual-services:\n");
        for (int i = 0; i < 1000; i++) {
            text.append("""
                      - name: s%d
                        mode: l7-snat
                        address: 192.0.2.1
                        ports: %d
                        persistence: { type: source-ip, timeout: 30m }
                        real-servers:
                          - { name: a, address: 198.51.100.1, weight: 100 }
                          - { name: b, address: 198.51.100.2, weight: 100 }
                    """.formatted(i, i + 1));
        }
        String thousand = text.toString();
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            read(thousand);
        }
        // Processor time, so that a busy machine does not decide.
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        assertThat(read(thousand).virtualServices()).hasSize(1000);
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    private static List<Problem> refusedFile(Path file) {
        return assertThrows(InvalidConfiguration.class, () -> ConfigurationFile.load(file))
                .problems();
    }
}
