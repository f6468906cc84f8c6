package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is left of the engines without the privilege to load BPF programs. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnginePrivilegeTest {
    private static final Route NAT = new Route(Mode.NAT, Family.IPV4);
    private static final List<String> WITHOUT_BPF =
            List.of("setpriv", "--bounding-set", "-bpf,-sys_admin", "--inh-caps", "-all");

    /** As deploy/weir.service grants them; CAP_IPC_LOCK is there for its LimitMEMLOCK, which not every test may raise. */
    private static final List<String> OF_THE_SERVICE = List.of(
            "setpriv",
            "--bounding-set",
            "-all,+net_admin,+net_raw,+net_bind_service,+bpf,+ipc_lock",
            "--inh-caps",
            "-all");

    private @Nullable L4Lab opened;

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        RootTests.requirePrograms("setpriv");
        Balancer.weirOnly(true, "the kernel has no engines");
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
    void packetSocketsServeAndTheHostIsKeptAwayByNfTables() {
        LabDaemon daemon = start("af-packet", WITHOUT_BPF);
        try {
            String why = daemon.process()
                    .stderr()
                    .awaitLine("who keeps the host away", line -> line.contains("ingress is filtered"), Programs.SOON);
            assertThat(why).contains("by nf_tables", "BPF is refused", "CAP_BPF");
            daemon.process().stderr().awaitLine("READY", line -> line.contains("READY"), Programs.SOON);
            assertThat(lab().far()
                            .run(Programs.SOON, "curl", "-sS", "-m", "5", Programs.url("http", NAT.vip(), 80, ""))
                            .exitStatus())
                    .isZero();
        } finally {
            daemon.process().stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void afXdpIsRefusedWithTheReasonAndAnAlternative() {
        LabDaemon daemon = start("af-xdp", WITHOUT_BPF);
        try {
            assertThat(daemon.process().awaitExit(Programs.SOON)).isEqualTo(1);
            assertThat(daemon.process().stderr().text())
                    .contains("l4.engine: af-xdp cannot be used here", "needs CAP_BPF", "Write engine: af-packet");
        } finally {
            daemon.process().stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void thePrivilegesOfTheServiceSufficeForAfXdp() {
        LabDaemon daemon = start("af-xdp", OF_THE_SERVICE);
        try {
            assertThat(daemon.process().stderr().awaitLine("READY", line -> line.contains("READY"), Programs.SOON))
                    .contains("layer 4 engine af-xdp (l4.engine says so)", "native copying");
        } finally {
            daemon.process().stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void theCheckSaysTheSameBeforeAnythingStarts() {
        Finished all = check(List.of(), "auto");
        assertThat(all.exitStatus()).isZero();
        assertThat(all.stdout())
                .startsWith("engines of layer 4 on ")
                .contains("af-packet  available", "io-uring   available", "af-xdp     available", "native or generic")
                .contains("auto       takes af-packet");
        fits(all);
        Finished refused = check(WITHOUT_BPF, "af-xdp");
        assertThat(refused.exitStatus()).isEqualTo(1);
        assertThat(refused.stdout())
                .contains("af-xdp     not available: ", "needs CAP_BPF", "kept away from VIPs by nf_tables")
                .contains("the file   l4.engine: af-xdp cannot be used here");
        fits(refused);
        assertThat(lab().balancer().run(Programs.SOON, "ip", "-d", "link").stdout())
                .doesNotContain("prog/xdp");
    }

    private static void fits(Finished finished) {
        assertThat(finished.stdout().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    private Finished check(List<String> wrapper, String engine) {
        List<String> command = new ArrayList<>(wrapper);
        String path = Balancer.write(lab(), file(engine)).toString();
        command.addAll(JavaProgram.shortLived(LabDaemon.MAIN, "check", "--engines", "-c", path));
        return lab().balancer().run(Programs.SOON, command);
    }

    private LabDaemon start(String engine, List<String> wrapper) {
        return LabDaemon.start(
                lab().balancer(), Balancer.write(lab(), file(engine)), lab().directory(), wrapper, List.of());
    }

    private String file(String engine) {
        return Services.head("l4: { engine: " + engine + " }")
                + Services.service(lab(), NAT, "web", NAT.vip(), "80", "");
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
