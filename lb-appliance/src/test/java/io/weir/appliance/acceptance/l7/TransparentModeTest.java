package io.weir.appliance.acceptance.l7;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.Certificate;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose gateway is the balancer see the clients' own addresses, and nothing of it stays on the host. */
@Tag("root")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class TransparentModeTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** TCP, HTTP, TCP and HTTP/2 with TLS to servers. */
    private static final List<Integer> PORTS = List.of(80, 8080, 8443, 8444);

    private static final int BEHIND_PROXY = 8081;

    private L4Lab lab;
    private LabDaemon daemon;
    private String before;

    @BeforeAll
    void open() throws IOException {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("curl", "nginx", "nft", "ip", "ss", "openssl");
        lab = L4Lab.open(Arm.TWO);
        for (LabHost server : lab.servers()) {
            Path folder = Files.createDirectory(lab.directory().resolve("nginx-" + server.name()));
            Certificate.make(server, folder);
            Path file = Files.writeString(folder.resolve("nginx.conf"), """
                    user root;
                    daemon off;
                    pid %1$s/nginx.pid;
                    error_log %1$s/error.log;
                    events { }
                    http {
                      access_log off;
                      client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                      uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                      server {
                        listen 80;
                        listen [::]:80;
                        listen 443 ssl http2;
                        listen [::]:443 ssl http2;
                        ssl_certificate %1$s/certificate.pem;
                        ssl_certificate_key %1$s/key.pem;
                        location / { default_type text/plain; return 200 "$remote_addr $connection $server_protocol"; }
                      }
                    }
                    """.formatted(folder));
            server.start("nginx", "-e", folder + "/error.log", "-c", file.toString());
            Await.until(
                    "nginx to listen",
                    SOON,
                    () -> server.require("ss", "-Htnl", "sport", "=", ":443")
                                    .lines()
                                    .count()
                            == 2);
        }
        before = kernelState();
        start(configuration("auto"));
    }

    private void kill() {
        daemon.process().kill();
        daemon.process().awaitExit(SOON);
    }

    @AfterAll
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void serversSeeTheClientsAddress() {
        requireClientsAddresses(2);
    }

    private void requireClientsAddresses(int turns) {
        for (Family family : Family.values()) {
            for (int port : PORTS) {
                // In turns, so that a connection kept for one client would be there for the other.
                for (int i = 0; i < turns; i++) {
                    for (LabHost client : List.of(lab.near(), lab.far())) {
                        assertThat(answer(client, family, port).split(" ", -1)[0])
                                .as(port + " from " + client)
                                .isEqualTo(L4Lab.address(client, family));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080 HTTP/1.1", "8444 HTTP/2.0"})
    void aKeptConnectionServesItsClientAgainAndNobodyElse(String portAndProtocol) {
        int port = Integer.parseInt(portAndProtocol.split(" ", -1)[0]);

        String first = answer(lab.near(), Family.IPV4, port);
        String other = answer(lab.far(), Family.IPV4, port);

        assertThat(first)
                .startsWith("10.10.0.11 ")
                .endsWith(" " + portAndProtocol.split(" ", -1)[1]);
        assertThat(other).startsWith("10.30.0.11 ");
        assertThat(answer(lab.near(), Family.IPV4, port)).isEqualTo(first);
        assertThat(answer(lab.far(), Family.IPV4, port)).isEqualTo(other);
    }

    @Test
    void theAddressMayBeThatOfAProxyHeaderOfTheSameFamily() {
        assertThat(behindProxy("PROXY TCP4 10.30.0.77 10.10.0.150 4711 8081")).contains("200 OK", "\n10.30.0.77 ");
        assertThat(behindProxy("PROXY TCP6 2001:db8::1 2001:db8::2 4711 8081")).isEmpty();
        daemon.awaitStatus(
                "the refusal to be counted",
                SOON,
                status -> status.service("behind-proxy-4").endedFor("client-address") == 1);
    }

    @Test
    void aServerWhoseAnswersGoElsewhereIsAProblemWithAdvice() {
        LabHost neighbour = lab.servers().getLast();

        assertThat(neighbour
                        .run(SOON, "curl", "-sS", "--max-time", "10", "http://10.10.0.150:8080/")
                        .stdout())
                .contains("503");

        assertThat(daemon.weir("status", "--json").orThrow().stdout())
                .contains("server srv1 (10.20.0.51) did not answer a connection from the client's address 10.20.0.52;"
                        + " its answers must come back through this machine");
        assertThat(answer(lab.far(), Family.IPV4, 8080)).startsWith("10.30.0.11 ");
    }

    @Test
    void aKernelThatLooksAtMarksOfSourcesIsAProblemWithAdvice() {
        lab.balancer().require("sysctl", "-qw", "net.ipv4.conf.all.src_valid_mark=1");
        try {
            assertThat(daemon.weir("status", "--json").orThrow().stdout())
                    .contains("kernel parameter net.ipv4.conf.all.src_valid_mark is 1");
            assertThat(lab.far()
                            .run(SOON, "curl", "-sS", "--max-time", "10", "http://10.10.0.150:80/")
                            .exitStatus())
                    .isNotZero();
        } finally {
            lab.balancer().require("sysctl", "-qw", "net.ipv4.conf.all.src_valid_mark=0");
        }
        lab.balancer().require("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1");
        assertThat(answer(lab.far(), Family.IPV4, 80)).startsWith("10.30.0.11 ");
        lab.balancer().require("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0");
    }

    /** Last, since it ends the daemon of the others. */
    @Test
    @Order(Integer.MAX_VALUE)
    void nothingIsLeftOfADaemonThatStopsOrIsKilled() throws IOException {
        assertThat(kernelState()).contains("weir-transparent", "fwmark 0x1000000", "local default dev lo");
        assertThat(daemon.terminate()).isZero();
        assertThat(kernelState()).isEqualTo(before);

        start(configuration("epoll"));
        requireClientsAddresses(1);
        aSecondDaemonLeavesTheRulesOfTheFirst();
        kill();
        assertThat(kernelState()).contains("fwmark 0x1000000").doesNotContain("weir-transparent");
        start(plain());
        assertThat(kernelState()).isEqualTo(before);
        assertThat(answer(lab.far(), Family.IPV4, 80)).startsWith("10.20.0.2 ");
    }

    private void aSecondDaemonLeavesTheRulesOfTheFirst() throws IOException {
        String whileOneRuns = kernelState();
        Path folder = Files.createDirectory(lab.directory().resolve("second"));
        Path file = Files.writeString(
                folder.resolve("weir.yaml"), plain().replace("::150", "::151").replace(".150", ".151"));
        LabDaemon second = LabDaemon.start(lab.balancer(), file, folder);
        second.awaitReady(SOON);
        assertThat(kernelState()).isEqualTo(whileOneRuns);
        assertThat(second.terminate()).isZero();
        assertThat(kernelState()).isEqualTo(whileOneRuns);
    }

    private String answer(LabHost client, Family family, int port) {
        String url = "http://" + family.inUrl(L4Lab.vip(family, 150)) + ":" + port + "/";
        return client.require("curl", "-sS", "--max-time", "5", url).strip();
    }

    private String behindProxy(String header) {
        String script = "exec 3<>/dev/tcp/10.10.0.150/" + BEHIND_PROXY + "; printf '" + header
                + "\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3";
        return lab.near().run(SOON, "bash", "-c", script).stdout();
    }

    private String kernelState() {
        LabHost host = lab.balancer();
        return host.require("nft", "list", "ruleset")
                + host.require("ip", "rule")
                + host.require("ip", "-6", "rule")
                + host.require(
                        "sh", "-c", "(ip route show table 22341; ip -6 route show table 22341) 2>/dev/null; true");
    }

    private void start(String configuration) throws IOException {
        Path file = Files.writeString(lab.directory().resolve("weir.yaml"), configuration);
        daemon = LabDaemon.start(lab.balancer(), file, lab.directory());
        daemon.awaitReady(SOON);
        daemon.awaitStatus("every server up", SOON, status -> status.every("up"));
    }

    private String plain() {
        return configuration("auto").replace("transparent: true", "transparent: false");
    }

    private String configuration(String transport) {
        StringBuilder text = new StringBuilder("""
                l7: { transport: %s, threads: 1 }
                fallback-page: { enabled: false }
                defaults:
                  mode: l7-snat
                  scheduler: rr
                  transparent: true
                  timeouts: { connect: 1s }
                  health-check: { interval: 500ms, timeout: 500ms, rise: 1 }
                virtual-services:
                """.formatted(transport));
        for (Family family : Family.values()) {
            service(text, family, "tcp", PORTS.get(0), 2, "port: 80", "");
            service(text, family, "http", PORTS.get(1), 1, "port: 80", "http: {}");
            String tls = "port: 443, tls: { enabled: true, verify: false }";
            service(text, family, "tcp-tls", PORTS.get(2), 2, tls, "");
            service(text, family, "h2-tls", PORTS.get(3), 1, tls, "http: { server-http2: true }");
        }
        service(text, Family.IPV4, "behind-proxy", BEHIND_PROXY, 1, "port: 80", "proxy-protocol: { accept: required }");
        return text.toString();
    }

    private void service(
            StringBuilder text, Family family, String name, int port, int servers, String server, String more) {
        text.append("  - name: %s%s%n    address: \"%s\"%n    ports: %d%n    %s%n    real-servers:%n"
                .formatted(name, family.flag(), L4Lab.vip(family, 150), port, more));
        for (LabHost host : lab.servers().subList(0, servers)) {
            text.append("      - { name: %s, address: \"%s\", %s }%n"
                    .formatted(host.name(), L4Lab.address(host, family), server));
        }
    }
}
