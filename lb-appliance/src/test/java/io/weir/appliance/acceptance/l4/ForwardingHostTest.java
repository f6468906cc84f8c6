package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that is its servers' router besides: what it forwards by itself must never be a reply that Weir translates. */
@Tag("root")
class ForwardingHostTest {
    private static final String VIP = L4Lab.vip(Family.IPV4, 151);
    private static final Duration DOWNLOAD = Duration.ofMinutes(2);

    private final List<LabProcess> downloads = new ArrayList<>();
    private final L4Lab lab;

    ForwardingHostTest() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel has no modes");
        lab = L4Lab.open(Arm.ONE);
    }

    @BeforeEach
    void start() {
        lab.balancer().require("sysctl", "-w", "net.ipv4.ip_forward=1");
        Backend.startAll(lab, Payload.ONE);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfModeLeavesRunningDownloadsAlone(Engine engine) {
        LabDaemon daemon = Balancer.startWeir(lab, configuration(engine, "l4-nat"));
        engine.assertInUse(daemon, 1);
        download();
        Balancer.write(lab, configuration(engine, "l4-snat"));
        daemon.weir("reload").orThrow();
        assertAllComplete();
    }

    private void download() {
        String url = Programs.url("http", VIP, 80, Payload.LARGE);
        for (int i = 0; i < 4; i++) {
            downloads.add(lab.far().start("curl", "-sS", "--limit-rate", "32M", "-o", "/dev/null", url));
        }
        Await.until(
                "downloads",
                Programs.SOON,
                () -> lab.far()
                                .require("ss", "-Htn", "state", "established", "dst", VIP)
                                .lines()
                                .count()
                        == downloads.size());
    }

    private void assertAllComplete() {
        for (LabProcess one : downloads) {
            assertThat(one.awaitExit(DOWNLOAD))
                    .as(one.stderr().lines().toString())
                    .isZero();
        }
    }

    private static String configuration(Engine engine, String mode) {
        return Services.head(engine.section()) + """
                  - name: web
                    mode: %s
                    address: %s
                    ports: 80
                    scheduler: sh
                    real-servers:
                      - { name: srv1, address: 10.10.0.51 }
                      - { name: srv2, address: 10.10.0.52 }
                """.formatted(mode, VIP);
    }
}
