package io.weir.appliance.acceptance.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One server unsolved, one without the VIP, one right, one whose service listens elsewhere: each is named exactly. */
@Tag("root")
class ArpCheckTest {
    private static final int WIDTH = 80;

    @Test
    void everyServerIsNamedAndTheRecipeTurnsItGreen() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("socat", "ss", "sysctl", "unshare");
        try (DirectServers site = new DirectServers()) {
            LabHost unsolved = site.add("unsolved", 51);
            unsolved.require("ip", "address", "add", DirectServers.VIP + "/32", "dev", "lo");
            unsolved.require("sysctl", "-qw", "net.ipv4.conf.all.arp_announce=1");
            unsolved.require("ip", "address", "add", DirectServers.VIP6 + "/128", "dev", "eth0", "nodad");
            LabHost without = site.add("without", 52);
            // It sends what is not its own back to Weir, which gives it to another server.
            without.require("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
            silent(site.add("right", 53));
            silent(site.add("elsewhere", 54, "10.30.0.54", "fd00:30::54"));
            LabDaemon daemon = site.start("l4-dr");

            assertNamed(daemon, unsolved);
            assertStatus(daemon);
            assertRecipe(site, daemon, unsolved, without);
        }
    }

    private static void silent(LabHost server) {
        server.require("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
        server.require("ip", "address", "add", DirectServers.VIP + "/32", "dev", "lo");
        server.require("ip", "address", "add", DirectServers.VIP6 + "/128", "dev", "lo", "nodad");
    }

    private static void assertNamed(LabDaemon daemon, LabHost unsolved) {
        JsonNode report = DirectServers.check(daemon);
        assertThat(DirectServers.verdicts(report))
                .containsExactly(
                        "web/unsolved: answers ARP",
                        "web/without: VIP not configured",
                        "web/right: ok",
                        "web/elsewhere: service does not accept the VIP",
                        "web6/unsolved: answers ARP",
                        "web6/without: VIP not configured",
                        "web6/right: ok",
                        "web6/elsewhere: service does not accept the VIP");
        String mac = unsolved.require("cat", "/sys/class/net/eth0/address").strip();
        for (JsonNode vip : report.get("vips")) {
            assertThat(vip.get("answeredBy")).hasSize(1);
            JsonNode answer = vip.get("answeredBy").get(0);
            assertThat(answer.get("mac").asString()).isEqualTo(mac);
            assertThat(answer.get("server").asString()).endsWith("/unsolved");
            assertThat(answer.get("forms").toString()).contains("probe", "request");
        }

        Finished text = daemon.weir("arp", "check", "web");
        assertThat(text.exitStatus()).isEqualTo(1);
        assertThat(text.stdout().lines()).allMatch(line -> line.length() <= WIDTH);
        assertThat(text.stdout().replaceAll("\\s+", " "))
                .contains(
                        "VIP 10.30.0.100 on eth0, service web",
                        "answers ARP web/unsolved 10.30.0.51 at " + mac,
                        "recipe: weir arp guide --os linux --vip 10.30.0.100 --rip 10.30.0.51",
                        "VIP not configured web/without 10.30.0.52 at",
                        "ok web/right 10.30.0.53 at",
                        "port 80 of the VIP accepts",
                        "service does not accept the VIP web/elsewhere 10.30.0.54 at",
                        "port 80 refuses (nothing listens there)",
                        "asked for 1 VIP and 4 servers of direct return",
                        "3 problems")
                .doesNotContain("web6");
    }

    private static void assertStatus(LabDaemon daemon) {
        Finished status = daemon.weir("status", "web");
        assertThat(status.stdout().replaceAll("\\s+", " "))
                .contains(
                        "server \"without\": VIP not configured",
                        "server \"elsewhere\": service does not accept the VIP",
                        "\"unsolved\"")
                .doesNotContain("server \"right\":");
        assertThat(daemon.process().stderr().text()).contains("service web: server \"without\": VIP not configured");
    }

    private static void assertRecipe(DirectServers site, LabDaemon daemon, LabHost unsolved, LabHost without) {
        Path recipe = site.script("linux", DirectServers.VIP, "10.30.0.51");
        assertThat(recipe).content().isEqualToIgnoringNewLines(printed(site.balancer()));
        assertThat(site.run(unsolved, recipe, "verify").exitStatus()).isNotZero();
        site.run(unsolved, recipe, "apply").orThrow();
        site.run(unsolved, recipe, "apply").orThrow();
        site.run(unsolved, recipe, "verify").orThrow();
        assertThat(site.files(unsolved))
                .containsExactly(
                        "sysctl.d/90-weir-vip-10.30.0.100.conf",
                        "systemd/system/weir-vip-10.30.0.100.service",
                        "weir-vip/arp-before");
        Path recipe6 = site.script("linux", DirectServers.VIP6, "fd00:30::52");
        site.run(without, recipe6, "apply").orThrow();
        site.run(without, recipe6, "verify").orThrow();

        assertThat(DirectServers.verdicts(DirectServers.check(daemon)))
                .contains("web/unsolved: ok", "web/without: VIP not configured", "web6/without: ok");
        Await.until(
                "the end in the log",
                DirectServers.SOON,
                () -> daemon.process()
                        .stderr()
                        .text()
                        .contains("service web6: no longer: server \"without\": VIP not configured"));

        site.run(unsolved, recipe, "undo").orThrow();
        site.run(unsolved, recipe, "undo").orThrow();
        site.run(without, recipe6, "undo").orThrow();
        assertThat(site.files(unsolved)).isEmpty();
        assertThat(site.run(unsolved, recipe, "verify").exitStatus()).isNotZero();
        assertThat(DirectServers.verdicts(DirectServers.check(daemon)))
                .containsAll(List.of("web/unsolved: VIP not configured", "web6/without: VIP not configured"));
        assertThat(unsolved.require("sysctl", "-n", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce")
                        .lines())
                .as("as before the recipe")
                .containsExactly("0", "1");
    }

    private static String printed(LabHost host) {
        String command = "arp guide --os linux --vip 10.30.0.100 --rip 10.30.0.51 --interface eth0 --format sh";
        return host.run(DirectServers.SOON, JavaProgram.shortLived(LabDaemon.MAIN, command.split(" ", -1)))
                .orThrow()
                .stdout();
    }
}
