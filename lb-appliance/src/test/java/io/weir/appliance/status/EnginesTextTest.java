package io.weir.appliance.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration.Engine;
import io.weir.core.service.Configuration.XdpMode;
import io.weir.kernel.io.XdpFeatures;
import io.weir.l4.plane.EngineFinding;
import io.weir.l4.plane.EngineFinding.OnLink;
import io.weir.l4.plane.EngineSurvey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnginesTextTest {
    private static final Optional<String> COPIES =
            Optional.of("the driver of eth0 copies between frames and AF_XDP sockets");
    private static final Optional<String> NO_BPF = Optional.of(
            "loading BPF programs is refused, EPERM (Operation not permitted): needs CAP_BPF; before Linux 5.8,"
                    + " CAP_SYS_ADMIN");
    private static final XdpFeatures COPYING =
            new XdpFeatures(Optional.empty(), Optional.empty(), COPIES, Optional.empty());
    private static final XdpFeatures NONE = new XdpFeatures(NO_BPF, NO_BPF, NO_BPF, Optional.empty());

    @Test
    void eachEngineHasABlockAndTheChoiceAReason() {
        EngineSurvey survey = survey(
                Engine.AF_XDP,
                Optional.empty(),
                finding(Engine.IO_URING, Optional.of("io_uring is switched off on this host"), List.of()),
                new EngineFinding(
                        Engine.AF_XDP,
                        Optional.empty(),
                        false,
                        List.of(COPIES.get()),
                        List.of(new OnLink("eth0", COPYING))));
        assertThat(text(survey)).isEqualTo("""
                engines of layer 4 on eth0

                af-packet  available

                io-uring   not available: io_uring is switched off on this host

                af-xdp     available
                  eth0     native or generic mode, copying: the driver of eth0 copies between
                           frames and AF_XDP sockets

                host       kept away from VIPs by a BPF program at tc (TCX), or at XDP with
                           af-xdp
                auto       takes af-packet: not af-xdp, since the driver of eth0 copies between
                           frames and AF_XDP sockets
                the file   gets af-xdp, as it says
                """);
        assertThat(survey.startable()).isTrue();
        JsonNode json = new JsonMapper().readTree(EnginesJson.write(survey));
        assertThat(json.get("auto").get("engine").asString()).isEqualTo("af-packet");
        assertThat(json.get("configured").get("engine").asString()).isEqualTo("af-xdp");
        JsonNode link = json.get("engines").get(2).get("links").get(0);
        assertThat(link.get("native").get("available").asBoolean()).isTrue();
        assertThat(link.get("zeroCopy").get("reason").asString()).isEqualTo(COPIES.get());
        assertThat(json.get("hostFilter").get("by").asString()).isEqualTo("bpf");
    }

    @Test
    void whatIsMissingIsSaidAndTheFileIsRefused() {
        EngineSurvey survey = survey(
                Engine.AF_XDP,
                NO_BPF,
                finding(Engine.IO_URING, Optional.empty(), List.of("operations complete in other calls")),
                new EngineFinding(Engine.AF_XDP, NO_BPF, false, List.of(), List.of(new OnLink("eth0", NONE))));
        assertThat(text(survey))
                .contains("io-uring   available\n           operations complete in other calls\n")
                .contains("af-xdp     not available: loading BPF programs is refused, EPERM")
                .contains("host       kept away from VIPs by nf_tables, since loading BPF programs")
                .contains("the file   l4.engine: af-xdp cannot be used here")
                .contains("Write engine: af-packet")
                .doesNotContain("not at all");
        assertThat(text(survey).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(survey.startable()).isFalse();
        JsonNode json = new JsonMapper().readTree(EnginesJson.write(survey));
        assertThat(json.get("configured").get("engine").isNull()).isTrue();
        assertThat(json.get("startable").asBoolean()).isFalse();
    }

    private static EngineSurvey survey(
            Engine wanted, Optional<String> noFilter, EngineFinding uring, EngineFinding xdp) {
        return new EngineSurvey(
                wanted,
                XdpMode.AUTO,
                List.of("eth0"),
                List.of(),
                List.of(finding(Engine.AF_PACKET, Optional.empty(), List.of()), uring, xdp),
                noFilter);
    }

    private static EngineFinding finding(Engine engine, Optional<String> missing, List<String> notes) {
        return new EngineFinding(engine, missing, missing.isEmpty() && notes.isEmpty(), notes, List.of());
    }

    private static String text(EngineSurvey survey) {
        return String.join("\n", EnginesText.render(survey, true, 80)) + "\n";
    }
}
