package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Programs.Answer;
import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a daemon leaves on its host, and what it finds there and on the network when it starts. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaemonEndTest {
    private static final Route SNAT = new Route(Mode.SNAT, Family.IPV4);
    private static final Route NAT = new Route(Mode.NAT, Family.IPV6);

    private @Nullable L4Lab opened;

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel does not end");
        opened = L4Lab.open(Arm.TWO);
        Backend.startAll(lab(), new Payload());
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void aCleanStopLeavesTheHostAsItWas() {
        List<String> before = traces();
        LabDaemon daemon = start();
        assertServes(SNAT);
        assertThat(traces()).isNotEqualTo(before);

        assertThat(daemon.terminate()).isZero();

        assertThat(difference(before, traces())).isEmpty();
    }

    @Test
    void aKilledDaemonHidesNothingAndTheNextOneServes() {
        List<String> before = traces();
        LabDaemon killed = start();
        assertServes(SNAT);
        killed.process().kill();

        assertThat(lab().balancer().require("nft", "list", "ruleset")).isEmpty();
        LabDaemon next = start();
        assertServes(SNAT);
        assertServes(NAT);
        assertThat(next.terminate()).isZero();
        assertThat(difference(before, traces())).isEmpty();
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

    /** Everything of the host that the daemon may touch: filters, reserved ports, addresses, interfaces, routes. */
    private List<String> traces() {
        LabHost host = lab().balancer();
        String script = """
                nft list ruleset
                sysctl -a 2>/dev/null | grep -v -e neigh -e '\\.route\\.' -e random -e nf_conntrack_count -e dentry \
                    -e inode -e 'fs\\.' -e 'kernel\\.'
                ip -d address show | grep -v valid_lft
                ip rule show; ip route show; ip -6 route show | sed 's/ expires [0-9]*sec//'
                ss -Hlwnp; cat /proc/net/packet | tail -n +2
                """;
        return host.require("sh", "-c", script).lines().toList();
    }

    private static List<String> difference(List<String> before, List<String> after) {
        return Stream.concat(
                        before.stream().filter(line -> !after.contains(line)).map(line -> "gone: " + line),
                        after.stream().filter(line -> !before.contains(line)).map(line -> "new: " + line))
                .toList();
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
        String configuration = Services.head("")
                + Services.service(lab(), SNAT, "web", SNAT.vip(), "80", "")
                + Services.service(lab(), NAT, "web", NAT.vip(), "80", "");
        return LabDaemon.start(lab().balancer(), Balancer.write(lab(), configuration), lab().directory());
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
