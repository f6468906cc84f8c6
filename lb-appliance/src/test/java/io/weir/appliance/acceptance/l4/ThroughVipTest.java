package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers of l4-dr that are checked at the VIP: one that lacks it is found, and the reason says so. */
@Tag("root")
class ThroughVipTest {
    private static final String VIP = L4Lab.vip(Family.IPV4, 181);
    private static final String VIP6 = L4Lab.vip(Family.IPV6, 181);

    private @Nullable L4Lab opened;

    @BeforeEach
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel checks nothing");
        opened = L4Lab.open(Arm.ONE);
        Backend.startAll(opened, Payload.ONE);
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void serverWithoutTheVipIsFoundThoughItServesAtItsOwnAddress() {
        lab().acceptDirect(VIP);
        lab().acceptDirect(VIP6);
        LabHost lacking = lab().servers().get(1);
        lacking.require("ip", "address", "del", VIP + "/32", "dev", "lo");
        LabDaemon daemon = start("through-vip: true");

        daemon.awaitStatus(
                "srv1 up",
                Programs.SOON,
                status -> is(status.server("web", "srv1").health(), "up"));
        daemon.awaitStatus(
                "srv2 down",
                Programs.SOON,
                status -> is(status.server("web", "srv2").health(), "down"));
        assertThat(daemon.status().server("web", "srv2").reason())
                .isEqualTo("L4TOUT no answer at VIP " + VIP
                        + ", but at its own address: the VIP is missing on the server," + " or its firewall drops it");
        daemon.awaitStatus(
                "both up by IPv6",
                Programs.SOON,
                status -> status.service("web6").state().equals("up"));
        assertThat(lab().balancer().require("ip", "rule")).contains("fwmark 0x1000/0xfff000", "fwmark 0x2000/0xfff000");
        assertThat(daemon.weir("checks", "web/srv2").orThrow().stdout().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80))
                .anySatisfy(line -> assertThat(line).contains("oldest to newest, x failed"));

        lacking.require("ip", "address", "add", VIP + "/32", "dev", "lo");
        daemon.awaitStatus(
                "srv2 up",
                Programs.SOON,
                status -> is(status.server("web", "srv2").health(), "up"));

        daemon.process().kill();
        LabDaemon plain = start("type: connect");
        plain.awaitStatus("up by their own addresses", Programs.SOON, status -> status.every("up"));
        assertThat(lab().balancer().require("ip", "rule")).doesNotContain("0xfff000");
    }

    @Test
    void serverThatForwardsInsteadOfHavingTheVipIsFound() {
        lab().acceptDirect(VIP);
        lab().acceptDirect(VIP6);
        LabHost lacking = lab().servers().get(1);
        lacking.require("ip", "address", "del", VIP + "/32", "dev", "lo");
        lacking.require("sysctl", "-qw", "net.ipv4.ip_forward=1");
        LabDaemon daemon = start("through-vip: true");
        daemon.awaitStatus(
                "srv2 down",
                Programs.SOON,
                status -> is(status.server("web", "srv2").health(), "down"));
        assertThat(daemon.status().server("web", "srv2").reason()).contains("the VIP is missing on the server");
        assertThat(daemon.status().server("web", "srv1").health()).isEqualTo("up");
    }

    @Test
    void rulesThatSomebodyRemovesComeBack() {
        lab().acceptDirect(VIP);
        lab().acceptDirect(VIP6);
        LabDaemon daemon = start("through-vip: true, interval: 500ms, timeout: 400ms, fall: 5");
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        lab().balancer().require("ip", "rule", "del", "pref", "11");
        Await.until(
                "the rules are back",
                Programs.SOON,
                () -> lab().balancer()
                                .require("ip", "rule")
                                .lines()
                                .filter(line -> line.contains("0xfff000"))
                                .count()
                        == lab().servers().size());
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
    }

    @Test
    void rulesGoWithTheDaemonAndWithTheKey() {
        lab().acceptDirect(VIP);
        lab().acceptDirect(VIP6);
        LabDaemon daemon = start("through-vip: true");
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        Balancer.write(lab(), configuration("type: connect"));
        daemon.weir("reload").orThrow();
        assertThat(lab().balancer().require("ip", "rule")).doesNotContain("0xfff000");

        Balancer.write(lab(), configuration("through-vip: true"));
        daemon.weir("reload").orThrow();
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        daemon.terminate();
        assertThat(lab().balancer().require("ip", "rule")).doesNotContain("0xfff000");
        assertThat(lab().balancer().require("ip", "route", "show", "table", "all"))
                .doesNotContain("2240");
    }

    private LabDaemon start(String check) {
        LabDaemon daemon =
                LabDaemon.start(lab().balancer(), Balancer.write(lab(), configuration(check)), lab().directory());
        daemon.awaitReady(Programs.SOON);
        return daemon;
    }

    private static boolean is(String health, String wanted) {
        return health.equals(wanted);
    }

    private String configuration(String check) {
        StringBuilder servers = new StringBuilder();
        StringBuilder servers6 = new StringBuilder();
        for (LabHost server : lab().servers()) {
            String row = "      - { name: %s, address: \"%s\" }\n";
            servers.append(row.formatted(server.name(), L4Lab.address(server, Family.IPV4)));
            servers6.append(row.formatted(server.name(), L4Lab.address(server, Family.IPV6)));
        }
        return Services.head("") + """
                  - name: web
                    mode: l4-dr
                    address: %1$s
                    ports: 80
                    health-check: { %5$s }
                    real-servers:
                %2$s  - name: web6
                    mode: l4-dr
                    address: "%3$s"
                    ports: 80
                    health-check: { %5$s }
                    real-servers:
                %4$s""".formatted(VIP, servers, VIP6, servers6, check);
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
