package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Mistakes of configuration and set-up, and the words that name them. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final Route DR = new Route(Mode.DR, Family.IPV4);
    private static final Route NAT = new Route(Mode.NAT, Family.IPV4);

    private @Nullable L4Lab opened;

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        RootTests.requirePrograms("setpriv");
        Balancer.weirOnly(true, "the kernel reads no file");
        opened = L4Lab.open(Arm.TWO);
        Backend.startAll(lab(), Payload.ONE);
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void withoutThePrivilegeOfRawSocketsTheStartSaysWhichOneIsMissing() {
        Finished finished =
                endOf(web(NAT, ""), List.of("setpriv", "--bounding-set", "-net_raw,-net_admin", "--inh-caps", "-all"));

        assertThat(finished.exitStatus()).isEqualTo(1);
        assertThat(finished.stderr()).contains("CAP_NET_RAW");
    }

    @Test
    void anInterfaceThatDoesNotExistIsNamed() {
        Finished finished = endOf(web(NAT, "l4: { interfaces: [eth0, eth9] }"), List.of());

        assertThat(finished.exitStatus()).isIn(1, 2);
        assertThat(finished.stderr()).contains("eth9");
    }

    @Test
    void aServerOfDrWithAPortOfItsOwnIsRefused() {
        String file = web(DR, "").replace("address: \"10.20.0.52\" }", "address: \"10.20.0.52\", port: 8080 }");
        Finished finished = check(file);

        assertThat(finished.exitStatus()).isEqualTo(2);
        assertThat(finished.stderr()).contains("real-servers[srv2].port").contains("l4-dr");
    }

    @Test
    void aServerOfDrOutsideOurSubnetsIsNamed() {
        String file = web(DR, "").replace("10.20.0.52", "10.99.0.52");
        LabDaemon daemon = LabDaemon.start(lab().balancer(), Balancer.write(lab(), file), lab().directory());
        try {
            String line = daemon.process()
                    .stderr()
                    .awaitLine("a word about srv2", each -> each.contains("10.99.0.52"), Programs.SOON);

            assertThat(line).contains("srv2").contains("subnet");
        } finally {
            daemon.process().stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void aNatServerWithAnotherGatewayIsWarnedAbout() {
        LabHost server = lab().servers().getFirst();
        lab().gateway(server, Family.IPV4, L4Lab.address(lab().servers().getLast(), Family.IPV4));
        LabDaemon daemon = Balancer.startWeir(lab(), web(NAT, ""));
        try {
            // Every second connection gets no answer.
            String loop =
                    "for i in $(seq 20); do curl -sS -m 0.3 " + Programs.url("http", NAT.vip(), 80, "") + "; done";
            lab().far().run(Programs.SOON, "sh", "-c", loop);
            String line = daemon.process()
                    .stderr()
                    .awaitLine("a warning about the gateway", each -> each.contains("gateway"), Programs.SOON);

            assertThat(line).contains("srv1").contains(L4Lab.address(server, Family.IPV4));
        } finally {
            daemon.terminate();
            lab().gateway(server, Family.IPV4, lab().balancerAddress(Family.IPV4));
        }
    }

    @Test
    void aSecondWeirOfTheNetworkNamespaceIsTheReasonUntilTheFirstIsKilled() throws IOException {
        LabDaemon first = Balancer.startWeir(lab(), web(NAT, ""));
        Path folder = Files.createDirectories(lab().directory().resolve("second"));
        LabDaemon second = LabDaemon.start(lab().balancer(), Balancer.write(lab(), web(NAT, "")), folder);
        try {
            assertThat(second.process().awaitExit(Programs.SOON)).isEqualTo(1);
            assertThat(second.process().stderr().text())
                    .contains("another process owns the socket @weir-layer-4: is a second weir running in this network"
                            + " namespace?")
                    .doesNotContain("CAP_NET_RAW");
            assertThat(first.weir("status").exitStatus()).isZero();
        } finally {
            second.process().stop(Duration.ofSeconds(10));
            first.process().signal("KILL");
            first.process().awaitExit(Programs.SOON);
        }
        LabDaemon next = Balancer.startWeir(lab(), web(NAT, ""));
        assertThat(next.terminate()).isZero();
    }

    private String web(Route route, String more) {
        return Services.head(more) + Services.service(lab(), route, "web", route.vip(), "80", "");
    }

    private Finished check(String file) {
        String path = Balancer.write(lab(), file).toString();
        return lab().balancer().run(Programs.SOON, JavaProgram.shortLived(LabDaemon.MAIN, "check", "-c", path));
    }

    private Finished endOf(String file, List<String> wrapper) {
        LabDaemon daemon =
                LabDaemon.start(lab().balancer(), Balancer.write(lab(), file), lab().directory(), wrapper, List.of());
        try {
            int status = daemon.process().awaitExit(Programs.SOON);
            return new Finished(
                    "weir run", status, "", daemon.process().stderr().text());
        } finally {
            daemon.process().stop(Duration.ofSeconds(10));
        }
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
