package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Programs.Answer;
import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.OwnLab;
import io.weir.appliance.lab.RootTests;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a daemon leaves on its host, and what it finds there and on the network when it starts. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = OwnLab.class)
abstract class DaemonEndContract {
    private static final Route SNAT = new Route(Mode.SNAT, Family.IPV4);
    private static final Route NAT = new Route(Mode.NAT, Family.IPV6);

    /** Twenty where programs, links and sockets of the kernel are most; each start takes its time. */
    private static final int KILLS = 20;

    private static final int KILLS_ELSEWHERE = 5;
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private final Engine engine;
    private @Nullable L4Lab opened;

    DaemonEndContract(Engine engine) {
        this.engine = engine;
    }

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel does not end");
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
    void aCleanStopLeavesTheHostAsItWas() {
        Traces traces = new Traces(lab());
        List<String> before = traces.all();
        LabDaemon daemon = start();
        engine.assertInUse(daemon, 1);
        assertServes(SNAT);
        // The filter of the host's ingress is one of the things seen.
        assertThat(Traces.difference(before, traces.ofProcesses())).anyMatch(line -> line.startsWith("new: programs"));

        assertThat(daemon.terminate()).isZero();

        assertThat(Traces.difference(before, traces.all())).isEmpty();
    }

    @Test
    @Timeout(180)
    void afterKillsNothingIsLeftAndTheNextOneServes() {
        Traces traces = new Traces(lab());
        List<String> before = traces.all();
        List<String> ofProcesses = traces.ofProcesses();
        int kills = engine == Engine.NATIVE_XDP ? KILLS : KILLS_ELSEWHERE;
        for (int i = 1; i < kills; i++) {
            LabDaemon killed = launch(QUICK_START);
            // Every other time while it still starts.
            killed.process().stderr().awaitLine(i % 2 == 0 ? "layer 4 engine" : "READY", Programs.SOON);
            killed.process().kill();
            traces.awaitOfProcesses(ofProcesses);
        }
        // A setting goes with no process; the next start knows what was added to it.
        String afterKills = traces.reservedPorts();
        LabDaemon last = start();
        engine.assertInUse(last, 1);
        assertThat(traces.reservedPorts()).isEqualTo(afterKills);
        assertServes(SNAT);
        assertServes(NAT);
        last.process().kill();
        traces.awaitOfProcesses(ofProcesses);

        LabDaemon next = start();
        assertServes(SNAT);
        assertThat(next.terminate()).isZero();
        assertThat(Traces.difference(before, traces.all())).isEmpty();
    }

    @Test
    void aVipThatAnotherHostHasIsRefusedByNameAndTheOthersServe() {
        LabHost other = lab().network().addHost("other", "10.10.0.77/24");
        other.require("ip", "address", "add", SNAT.vip() + "/32", "dev", "eth0");
        String mac = other.require("cat", "/sys/class/net/eth0/address").strip();
        LabDaemon daemon = launch();
        try {
            daemon.awaitReady(Programs.SOON);
            daemon.awaitStatus(
                    "the other service up",
                    Programs.SOON,
                    status -> status.service("web" + NAT.suffix()).state().equals("up"));

            assertServes(NAT);
            assertThat(daemon.process().stderr().lines())
                    .anyMatch(line -> line.contains(SNAT.vip()) && line.contains(mac));
            assertThat(lab().far()
                            .run(Programs.SOON, "curl", "-sS", "-m", "2", url(SNAT))
                            .succeeded())
                    .isFalse();
        } finally {
            daemon.terminate();
            other.require("ip", "link", "delete", "eth0");
        }
    }

    private static void assertServesAll(List<Answer> answers) {
        assertThat(answers).hasSize(4);
        assertThat(answers.stream().map(Answer::server).distinct()).hasSize(2);
    }

    private void assertServes(Route route) {
        assertServesAll(Programs.request(lab().far(), url(route), 4));
    }

    private static String url(Route route) {
        return Programs.url("http", route.vip(), 80, "");
    }

    private LabDaemon launch() {
        return launch(List.of());
    }

    private LabDaemon launch(List<String> flags) {
        String configuration = Services.head(engine.section())
                + Services.service(lab(), SNAT, "web", SNAT.vip(), "80", "")
                + Services.service(lab(), NAT, "web", NAT.vip(), "80", "");
        return LabDaemon.start(
                lab().balancer(), Balancer.write(lab(), configuration), lab().directory(), List.of(), flags);
    }

    private LabDaemon start() {
        LabDaemon daemon = launch();
        daemon.awaitReady(Programs.SOON);
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        return daemon;
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
