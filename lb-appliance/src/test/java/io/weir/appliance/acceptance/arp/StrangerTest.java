package io.weir.appliance.acceptance.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A host that is no server has a VIP of layer 7, too: heard unasked, found by asking, and over when it is gone. */
@Tag("root")
class StrangerTest {
    private static final Duration ONE_COMMAND = Duration.ofSeconds(30);

    @Test
    void aStrangerIsHeardAndFound() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("socat", "ss", "ping");
        try (DirectServers site = new DirectServers()) {
            site.add("srv1", 51);
            LabHost stranger = site.host("stranger", 66);
            LabDaemon daemon = site.start("l7-snat");
            assertThat(DirectServers.check(daemon).get("ok").asBoolean()).isTrue();

            stranger.require("ip", "address", "add", DirectServers.VIP + "/32", "dev", "eth0");
            Await.until("word of the leak", DirectServers.SOON, () -> {
                // Its question for the server's Ethernet address names the VIP as its own.
                stranger.require("ip", "neigh", "flush", "dev", "eth0");
                stranger.run(ONE_COMMAND, "ping", "-c1", "-W1", "-I", DirectServers.VIP, "10.30.0.51");
                return daemon.process().stderr().text().contains("speaks for it unasked (leak)");
            });
            String mac = stranger.require("cat", "/sys/class/net/eth0/address").strip();
            JsonNode answers = DirectServers.check(daemon).get("vips").get(0).get("answeredBy");
            assertThat(answers).hasSize(1);
            assertThat(answers.get(0).get("mac").asString()).isEqualTo(mac);
            assertThat(answers.get(0).get("server").isNull()).isTrue();
            assertThat(daemon.weir("status", "web").stdout().replaceAll("\\s+", " "))
                    .contains("address 10.30.0.100: " + mac, "a station that is no configured server");

            stranger.require("ip", "address", "del", DirectServers.VIP + "/32", "dev", "eth0");
            assertThat(DirectServers.check(daemon).get("ok").asBoolean()).isTrue();
            assertThat(daemon.weir("status", "web").stdout()).doesNotContain("no configured server");
        }
    }
}
