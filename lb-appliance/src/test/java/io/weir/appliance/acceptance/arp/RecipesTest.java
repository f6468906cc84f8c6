package io.weir.appliance.acceptance.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recipes that the machine of the tests can run, as printed. */
@Tag("root")
@Tag("long")
class RecipesTest {
    @BeforeEach
    void require() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("socat", "ss", "sysctl", "unshare", "nft");
    }

    @Test
    void theFirewallsRecipesMakeServersReadyAndTakeThatBack() {
        try (DirectServers site = new DirectServers()) {
            LabHost dropping = site.add("dropping", 51);
            LabHost redirecting = site.add("redirecting", 52, "10.30.0.52", "fd00:30::52");
            LabDaemon daemon = site.start("l4-dr");
            Path drop = site.script("linux-nft", DirectServers.VIP, "10.30.0.51");
            Path redirect = site.script("linux-redirect", DirectServers.VIP, "10.30.0.52");
            Path redirect6 = site.script("linux-redirect", DirectServers.VIP6, "fd00:30::52");

            for (String action : new String[] {"apply", "apply", "verify"}) {
                site.run(dropping, drop, action).orThrow();
                site.run(redirecting, redirect, action).orThrow();
                site.run(redirecting, redirect6, action).orThrow();
            }
            assertThat(dropping.require("sysctl", "-n", "net.ipv4.conf.all.arp_ignore")
                            .strip())
                    .isEqualTo("0");
            assertThat(DirectServers.verdicts(DirectServers.check(daemon)))
                    .containsExactly(
                            "web/dropping: ok",
                            "web/redirecting: ok",
                            "web6/dropping: VIP not configured",
                            "web6/redirecting: ok");

            Path second = site.script("linux", "10.30.0.101", "10.30.0.51");
            site.run(dropping, second, "apply").orThrow();
            site.run(dropping, second, "undo").orThrow();
            assertThat(dropping.require("sysctl", "-n", "net.ipv4.conf.all.arp_announce")
                            .strip())
                    .as("the other VIP needs it")
                    .isEqualTo("2");

            site.run(dropping, drop, "undo").orThrow();
            assertThat(dropping.require("sysctl", "-n", "net.ipv4.conf.all.arp_announce")
                            .strip())
                    .isEqualTo("0");
            site.run(redirecting, redirect, "undo").orThrow();
            site.run(redirecting, redirect6, "undo").orThrow();
            assertThat(site.run(dropping, drop, "verify").exitStatus()).isNotZero();
            assertThat(DirectServers.verdicts(DirectServers.check(daemon)))
                    .allMatch(verdict -> verdict.endsWith(": VIP not configured"));
            assertThat(dropping.require("nft", "list", "ruleset")).isBlank();
        }
    }

    @Test
    void clientsInTheServersSubnetGetAnswersByNatOnOneArm() {
        try (DirectServers site = new DirectServers()) {
            LabHost server = site.add("srv1", 51);
            LabHost client = site.host("near", 11);
            LabDaemon daemon = site.start("l4-nat");
            daemon.awaitStatus("the server up", DirectServers.SOON, status -> status.every("up"));
            assertThat(answered(client, DirectServers.VIP)).isFalse();

            Path recipe = site.natScript(DirectServers.VIP, "10.30.0.51/24", "10.30.0.2");
            Path recipe6 = site.natScript(DirectServers.VIP6, "fd00:30::51/64", "fd00:30::2");
            for (String action : new String[] {"apply", "apply"}) {
                site.run(server, recipe, action).orThrow();
                site.run(server, recipe6, action).orThrow();
            }
            site.run(server, recipe, "verify").orThrow();
            site.run(server, recipe6, "verify").orThrow();
            Await.until("an answer", DirectServers.SOON, () -> answered(client, DirectServers.VIP));
            Await.until(
                    "an answer by IPv6", DirectServers.SOON, () -> answered(client, "[" + DirectServers.VIP6 + "]"));

            site.run(server, recipe, "undo").orThrow();
            site.run(server, recipe6, "undo").orThrow();
            assertThat(site.run(server, recipe, "verify").exitStatus()).isNotZero();
            assertThat(answered(client, DirectServers.VIP)).isFalse();
        }
    }

    /** Whether what is sent comes back. */
    private static boolean answered(LabHost client, String vip) {
        String line = "echo there | socat -t 1 -T 2 - TCP:" + vip + ":80,connect-timeout=1";
        return client.run(DirectServers.SOON, "sh", "-c", line).stdout().contains("there");
    }
}
