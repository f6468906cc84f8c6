package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Programs.Answer;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.RootTests;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One word of the file and {@code weir reload}. */
@Tag("root")
class ModeChangeTest {
    private static final String VIP = L4Lab.vip(Family.IPV4, 150);

    @ParameterizedTest
    @EnumSource
    void oneWordAndAReloadChangeTheModeFromEachToTheNext(Engine engine) {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel has no modes");
        try (L4Lab lab = L4Lab.open(Arm.ONE)) {
            lab.acceptDirect(VIP);
            Backend.startAll(lab, Payload.ONE);
            LabDaemon daemon = Balancer.startWeir(lab, configuration(engine, "l4-dr"));
            engine.assertInUse(daemon, 1);
            String client = L4Lab.address(lab.far(), Family.IPV4);
            String balancer = lab.balancerAddress(Family.IPV4);

            assertServes(lab, client);
            try (Sessions sessions = Sessions.open(lab.far(), VIP, Backend.SESSIONS, 4)) {
                reload(lab, daemon, engine, "l4-nat");
                assertServes(lab, client);
                reload(lab, daemon, engine, "l4-snat");
                assertServes(lab, balancer);
                sessions.awaitProgress(40);
                assertThat(sessions.ended()).isEmpty();
            }
            reload(lab, daemon, engine, "l7-snat");
            assertServes(lab, balancer);
            reload(lab, daemon, engine, "l4-nat");
            assertServes(lab, client);
            reload(lab, daemon, engine, "l4-dr");
            assertServes(lab, client);
        }
    }

    private static void reload(L4Lab lab, LabDaemon daemon, Engine engine, String mode) {
        Balancer.write(lab, configuration(engine, mode));
        daemon.weir("reload").orThrow();
        assertThat(daemon.weir("status", "--json").orThrow().stdout()).contains("\"" + mode + "\"");
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
    }

    private static void assertServes(L4Lab lab, String clientSeen) {
        List<Answer> answers = Programs.request(lab.far(), Programs.url("http", VIP, 80, ""), 6);

        assertThat(answers).hasSize(6).allMatch(answer -> answer.clientSeen().equals(clientSeen));
        assertThat(answers.stream().map(Answer::server).distinct()).hasSize(2);
    }

    private static String configuration(Engine engine, String mode) {
        return Services.head(engine.section()) + """
                  - name: web
                    mode: %s
                    address: %s
                    ports: "80,2200"
                    health-check: { port: 80 }
                    real-servers:
                      - { name: srv1, address: 10.10.0.51 }
                      - { name: srv2, address: 10.10.0.52 }
                """.formatted(mode, VIP);
    }
}
