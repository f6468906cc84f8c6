package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fallback serves and steps back by the same states in every mode that can have one. */
@Tag("root")
class FallbackTest {
    private static final List<String> MODES = List.of("l4-nat", "l4-snat", "l7-snat");
    private static final int FIRST_VIP = 182;

    private @Nullable L4Lab opened;

    @BeforeEach
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel checks nothing");
        opened = L4Lab.open(Arm.TWO);
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void fallbackServesWhileTheServerFailsItsCheckAndWhileItIsHaltedInEveryMode() {
        List<Backend> backends = Backend.startAll(lab(), Payload.ONE);
        LabDaemon daemon = Balancer.startWeir(lab(), configuration());
        everyModeAnswersFrom("srv1");

        backends.getFirst().killWeb();
        daemon.awaitStatus(
                "fallback",
                Programs.SOON,
                status -> status.services().stream()
                        .allMatch(service -> service.state().equals("fallback")));
        everyModeAnswersFrom("srv2");

        backends.getFirst().reviveWeb();
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        everyModeAnswersFrom("srv1");

        MODES.forEach(mode -> daemon.weir("halt", mode).orThrow());
        everyModeAnswersFrom("srv2");
        MODES.forEach(mode -> daemon.weir("online", mode).orThrow());
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        everyModeAnswersFrom("srv1");
        assertThat(daemon.terminate()).isZero();
    }

    private void everyModeAnswersFrom(String server) {
        for (int i = 0; i < MODES.size(); i++) {
            String vip = L4Lab.vip(Family.IPV4, FIRST_VIP + i);
            Await.until(MODES.get(i) + " answers from " + server, Programs.SOON, () -> {
                Finished got =
                        lab().near().run(Duration.ofSeconds(10), "curl", "-sS", "-m", "5", "http://" + vip + "/");
                return got.succeeded() && got.stdout().startsWith(server + " ");
            });
        }
    }

    private String configuration() {
        StringBuilder text = new StringBuilder(Services.head(""));
        String server = L4Lab.address(lab().servers().get(0), Family.IPV4);
        String fallback = L4Lab.address(lab().servers().get(1), Family.IPV4);
        for (int i = 0; i < MODES.size(); i++) {
            text.append("""
                      - name: %1$s
                        mode: %1$s
                        address: %2$s
                        ports: 80
                        fallback: { address: %4$s, port: 80 }
                        real-servers:
                          - { name: srv1, address: %3$s }
                    """.formatted(MODES.get(i), L4Lab.vip(Family.IPV4, FIRST_VIP + i), server, fallback));
        }
        return text.toString();
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
