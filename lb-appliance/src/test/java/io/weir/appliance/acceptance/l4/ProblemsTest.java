package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong around a service is said where operators look: in the answer to reload, in READY and in the status. */
@Tag("root")
class ProblemsTest {
    private static final String VIP = L4Lab.vip(Family.IPV4, 180);
    /** Weir asks every 30 s who answers for the VIP. */
    private static final Duration ASKED = Duration.ofSeconds(45);

    private @Nullable L4Lab opened;

    @BeforeEach
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel says nothing");
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
    void reloadAndReadyNameAVipThatSomebodyElseHas() {
        String taken = L4Lab.address(lab().near(), Family.IPV4);
        LabDaemon daemon = Balancer.startWeir(lab(), configuration("l4-snat", VIP));
        Balancer.write(lab(), configuration("l4-snat", taken));

        assertThat(daemon.weir("reload").orThrow().stdout())
                .contains("service web: address " + VIP + " -> " + taken)
                .contains("service web: address " + taken + " is in use by ");
        daemon.terminate();
        LabDaemon again = LabDaemon.start(lab().balancer(), lab().directory().resolve("weir.yaml"), lab().directory());
        assertThat(again.process().stderr().awaitLine("READY", line -> line.contains("READY"), Programs.SOON))
                .contains("READY ", ": 0 of 1 virtual service served, not web, 2 real servers");
    }

    @Test
    void aServerOfDrThatBeginsToAnswerForTheVipIsAProblemOfTheService() {
        lab().acceptDirect(VIP);
        LabDaemon daemon = Balancer.startWeir(lab(), configuration("l4-dr", VIP));
        assertThat(problem(daemon)).doesNotContain("answers for it");

        lab().servers().getFirst().require("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=0");

        Await.until("the problem in the status", ASKED, () -> problem(daemon).contains("server \"srv1\""));
        assertThat(problem(daemon)).contains("answers for it and attracts traffic", "(since 20", "seen ");
    }

    @Test
    void theHostsOwnAddressIsAProblemWhileItIsThere() {
        LabDaemon daemon = Balancer.startWeir(lab(), configuration("l4-snat", VIP));

        lab().balancer().require("ip", "address", "add", VIP + "/32", "dev", "lo");
        Await.until(
                "the problem in the status",
                Programs.SOON,
                () -> problem(daemon).contains("is one of this host's own"));

        lab().balancer().require("ip", "address", "del", VIP + "/32", "dev", "lo");
        Await.until("its end", Programs.SOON, () -> !problem(daemon).contains("is one of this host's own"));
    }

    /** The lines of the status, as if there were no end of lines. */
    private static String problem(LabDaemon daemon) {
        return daemon.weir("status").orThrow().stdout().replaceAll("\n +", " ");
    }

    private static String configuration(String mode, String vip) {
        return Services.head("") + """
                  - name: web
                    mode: %s
                    address: %s
                    ports: 80
                    real-servers:
                      - { name: srv1, address: 10.10.0.51 }
                      - { name: srv2, address: 10.10.0.52 }
                """.formatted(mode, vip);
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
