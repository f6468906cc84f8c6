package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators see of layer 4 in a daemon at work. */
@Tag("root")
class ObserveTest {
    private static final String VIP = L4Lab.vip(Family.IPV4, 160);
    private static final String VIP6 = L4Lab.vip(Family.IPV6, 160);

    private static final String NAT = L4Lab.vip(Family.IPV4, 161);

    @ParameterizedTest
    @EnumSource
    void flowsExplanationsCapturesAndFigures(Engine engine) throws IOException {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel has no such commands");
        try (L4Lab lab = L4Lab.open(Arm.ONE)) {
            Backend.startAll(lab, Payload.ONE);
            LabDaemon daemon = Balancer.startWeir(lab, configuration(lab, engine));
            engine.assertInUse(daemon, 1);
            assertThat(daemon.process().stderr().lines())
                    .anyMatch(line -> line.contains("READY") && line.contains("layer 4 engine " + engine.key()));
            explains(lab, daemon);
            try (Sessions sessions = Sessions.open(lab.far(), VIP, Backend.SESSIONS, 2)) {
                flows(daemon, sessions);
            }
            captures(lab, daemon);
            Finished status = daemon.weir("status").orThrow();
            assertThat(status.stdout())
                    .contains("layer 4: " + engine.key() + ", ")
                    .contains("no-service");
            fits(status);
            assertThat(daemon.weir("status", "--json").orThrow().stdout())
                    .contains("\"layer4\"", "\"packetsIn\"", "\"received\"");
        }
    }

    private static String configuration(L4Lab lab, Engine engine) {
        return Services.head(engine.section())
                + service(lab, "web", VIP, "80", Family.IPV4)
                + service(lab, "ssh", VIP, "2200", Family.IPV4)
                + service(lab, "web6", VIP6, "80", Family.IPV6)
                + service(lab, "nat", NAT, "80", Family.IPV4).replace("l4-snat", "l4-nat");
    }

    private static String service(L4Lab lab, String name, String vip, String ports, Family family) {
        StringBuilder servers = new StringBuilder();
        lab.servers()
                .forEach(server -> servers.append("      - { name: %s, address: \"%s\" }\n"
                        .formatted(server.name(), L4Lab.address(server, family))));
        return """
                  - name: %s
                    mode: l4-snat
                    address: "%s"
                    ports: "%s"
                    real-servers:
                %s""".formatted(name, vip, ports, servers);
    }

    private static void explains(L4Lab lab, LabDaemon daemon) {
        String client = L4Lab.address(lab.far(), Family.IPV4);
        Finished first =
                daemon.weir("explain", "tcp", client + ":40000", VIP + ":80").orThrow();
        fits(first);
        assertThat(first.stdout())
                .contains("forward: a new flow begins", "web, l4-snat", "scheduler rr", "chosen", "leaves")
                .contains(lab.balancerAddress(Family.IPV4));
        // It took no turn: asked again, the answer is the same.
        assertThat(daemon.weir("explain", "tcp", client + ":40000", VIP + ":80")
                        .orThrow()
                        .stdout())
                .isEqualTo(first.stdout());
        assertThat(daemon.status().services().getFirst().totalConnections()).isZero();
        String client6 = L4Lab.address(lab.far(), Family.IPV6);
        Finished six = daemon.weir("explain", "tcp", "[" + client6 + "]:40000", "[" + VIP6 + "]:80")
                .orThrow();
        fits(six);
        assertThat(six.stdout()).contains("web6, l4-snat");
        assertThat(daemon.weir("explain", "tcp", client + ":40000", VIP + ":81")
                        .orThrow()
                        .stdout())
                .contains("no-service", "TCP reset");
        assertThat(daemon.weir("explain", "icmp", client, VIP).orThrow().stdout())
                .contains("answer: Weir answers");
        assertThat(daemon.weir("explain", "tcp", client, VIP).exitStatus()).isEqualTo(2);
        explainsPlaces(lab, daemon, client);
        daemon.weir("halt", "web/srv1").orThrow();
        assertThat(daemon.weir("explain", "tcp", client + ":40000", VIP + ":80")
                        .orThrow()
                        .stdout())
                .contains("halted by the operator");
        daemon.weir("online", "web/srv1").orThrow();
    }

    /** Where a packet comes in and goes, by this host's routes. */
    private static void explainsPlaces(L4Lab lab, LabDaemon daemon, String client) {
        assertThat(explain(daemon, client + ":40000", VIP + ":80")).contains("arrives   eth0  (the client's) > ");
        assertThat(explain(daemon, client + ":40000", "10.10.0.99:81")).contains("no service of Weir has this address");
        assertThat(explain(daemon, client + ":40000", lab.balancerAddress(Family.IPV4) + ":22"))
                .contains("an address of this host's own");
        assertThat(explain(daemon, lab.balancerAddress(Family.IPV4) + ":40000", VIP + ":80"))
                .contains("host: 10.10.0.2 is this host's own")
                .contains("gets no answer");
        assertThat(explain(daemon, client + ":40000", NAT + ":80")).doesNotContain("one subnet");
        assertThat(explain(daemon, "10.10.0.77:40000", NAT + ":80"))
                .contains("client and server are in one subnet, 10.10.0.0/24");
    }

    /** Its words, as if there were no end of lines. */
    private static String explain(LabDaemon daemon, String from, String to) {
        Finished finished = daemon.weir("explain", "tcp", from, to).orThrow();
        fits(finished);
        return finished.stdout().replaceAll("\n {10}", " ");
    }

    private static void flows(LabDaemon daemon, Sessions sessions) {
        assertThat(sessions).isNotNull();
        Finished flows = Await.reading(
                "two established flows",
                Programs.SOON,
                () -> daemon.weir("flows", "ssh").orThrow(),
                each -> each.stdout().contains("2 flows"));
        fits(flows);
        assertThat(flows.stdout()).contains("ssh/srv1, l4-snat from ", "established");
        assertThat(daemon.weir("flows", "ssh", "--limit", "1").orThrow().stdout())
                .contains("1 of 2 flows");
        assertThat(daemon.weir("flows", "--json").orThrow().stdout()).contains("\"total\"", "\"source\"");
        String line = flows.stdout()
                .lines()
                .filter(each -> each.startsWith("tcp"))
                .findFirst()
                .orElseThrow();
        String[] words = line.split(" +", -1);
        Finished known = daemon.weir("explain", "tcp", words[1], words[3]).orThrow();
        assertThat(known.stdout()).contains("a known flow goes on to the server", "the flow is known");
    }

    private static void captures(L4Lab lab, LabDaemon daemon) throws IOException {
        assertThat(daemon.weir("capture", "start", "--drop", "nonsense").exitStatus())
                .isEqualTo(2);
        daemon.weir("capture", "start", "--drop", "no-service").orThrow();
        assertThat(daemon.weir("capture", "start", "--service", "web").stderr()).contains("is running");
        lab.far().run(Programs.SOON, "curl", "-sS", "--max-time", "2", "http://" + VIP + ":81/");
        Await.until(
                "a recorded frame",
                Programs.SOON,
                () -> !daemon.weir("capture").stdout().contains(": 0 frames"));
        assertThat(daemon.weir("capture", "stop").orThrow().stdout()).contains("drop no-service has ended");
        daemon.weir("capture", "start", "--service", "web", "--limit", "4").orThrow();
        List<Programs.Answer> answers = Programs.request(lab.far(), Programs.url("http", VIP, 80, ""), 3);
        assertThat(answers).hasSize(3);
        Await.until(
                "the end at its limit",
                Programs.SOON,
                () -> daemon.weir("capture").stdout().contains("service web has ended: 4 frames"));
        Path folder = lab.directory().resolve("state").resolve("captures");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(file -> {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                assertThat(Files.size(file)).isGreaterThan(24);
            });
        }
    }

    private static void fits(Finished finished) {
        assertThat(finished.stdout().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
}
