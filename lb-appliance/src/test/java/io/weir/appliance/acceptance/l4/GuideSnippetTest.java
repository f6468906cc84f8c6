package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the guide tells operators to type, beside every mode of its example. */
@Tag("root")
class GuideSnippetTest {
    private static final Pattern SNIPPET = Pattern.compile("nft -f - <<'END'\\n(.*?)\\nEND", Pattern.DOTALL);
    /** A DR VIP in the servers' subnet, as in the guide's example. */
    private static final String DIRECT = "10.20.0.90";

    private static final String NAT = L4Lab.vip(Family.IPV4, 170);

    @Test
    void masqueradingForServersLeavesBothModesAlone() throws IOException {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the guide is Weir's");
        try (L4Lab lab = L4Lab.open(Arm.TWO)) {
            lab.acceptDirect(DIRECT);
            Backend.startAll(lab, Payload.ONE);
            lab.balancer().require("sysctl", "-qw", "net.ipv4.ip_forward=1");
            Path rules = Files.writeString(lab.directory().resolve("servers-out.nft"), snippet());
            lab.balancer().require("nft", "-f", rules.toString());
            Balancer.startWeir(lab, Services.head("") + service("dr", DIRECT) + service("nat", NAT));
            String client = L4Lab.address(lab.near(), Family.IPV4);

            for (String vip : new String[] {DIRECT, NAT}) {
                assertThat(Programs.request(lab.near(), Programs.url("http", vip, 80, ""), 4))
                        .hasSize(4)
                        .allMatch(answer -> answer.clientSeen().equals(client));
            }
            String ownCall = Programs.url("http", client, 80, "");
            lab.near().start("python3", "-m", "http.server", "80");
            Programs.awaitListening(lab.near(), 80);
            assertThat(lab.servers().getFirst().require("curl", "-sS", "--max-time", "5", ownCall))
                    .contains("Directory listing");
        }
    }

    private static String snippet() throws IOException {
        Matcher matcher = SNIPPET.matcher(Files.readString(Path.of("../docs/layer-4.md")));
        assertThat(matcher.find()).as("the snippet of the guide").isTrue();
        return matcher.group(1) + "\n";
    }

    private static String service(String mode, String vip) {
        return """
                  - name: web-%s
                    mode: l4-%s
                    address: %s
                    ports: 80
                    real-servers:
                      - { name: srv1, address: 10.20.0.51 }
                      - { name: srv2, address: 10.20.0.52 }
                """.formatted(mode, mode, vip);
    }
}
