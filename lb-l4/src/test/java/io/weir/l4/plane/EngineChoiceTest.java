package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.service.Configuration.Engine;
import io.weir.core.service.Configuration.XdpMode;
import io.weir.kernel.io.XdpFeatures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
    private static final Optional<String> COPIES = Optional.of("the driver of eth1 copies");
    private static final Optional<String> NO_XDP = Optional.of("the driver of eth1 runs no XDP programs that redirect");
    private static final Optional<String> NO_BPF =
            Optional.of("loading BPF programs is refused, EPERM (Operation not permitted): needs CAP_BPF");
    private static final XdpFeatures BEST =
            new XdpFeatures(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final XdpFeatures COPYING =
            new XdpFeatures(Optional.empty(), Optional.empty(), COPIES, Optional.empty());
    private static final XdpFeatures GENERIC =
            new XdpFeatures(Optional.empty(), NO_XDP, NO_XDP, Optional.of("frames of more than 3840 bytes need more"));
    private static final XdpFeatures NONE = new XdpFeatures(NO_BPF, NO_BPF, NO_BPF, Optional.empty());

    @Test
    void automaticTakesAfXdpOnlyWhereNoLinkCopies() throws IOException {
        assertThat(EngineChoice.of(Engine.AUTO, found(XdpMode.AUTO, BEST, BEST)))
                .isEqualTo(new EngineChoice(Engine.AF_XDP, "auto: every link of the start has it without copying"));
        assertThat(EngineChoice.of(Engine.AUTO, found(XdpMode.AUTO, BEST, COPYING)))
                .isEqualTo(new EngineChoice(Engine.AF_PACKET, "auto: not af-xdp, since the driver of eth1 copies"));
        assertThat(EngineChoice.of(Engine.AUTO, found(XdpMode.AUTO, NONE, NONE)).reason())
                .startsWith("auto: not af-xdp, since loading BPF programs is refused")
                .contains("CAP_BPF");
    }

    @Test
    void genericModeByTheFileIsNotTheBest() throws IOException {
        List<EngineFinding> found = found(XdpMode.GENERIC, BEST, BEST);
        assertThat(EngineChoice.of(Engine.AUTO, found).reason())
                .isEqualTo("auto: not af-xdp, since eth0 is served in generic mode: l4.xdp-mode says so");
        assertThat(EngineChoice.of(Engine.AF_XDP, found))
                .isEqualTo(new EngineChoice(Engine.AF_XDP, "l4.engine says so"));
    }

    @Test
    void nativeModeByTheFileIsRefusedWhereADriverHasNone() throws IOException {
        assertThatThrownBy(() -> EngineChoice.of(Engine.AF_XDP, found(XdpMode.NATIVE, BEST, GENERIC)))
                .hasMessage("l4.engine: af-xdp cannot be used here: the driver of eth1 runs no XDP programs that"
                        + " redirect, and l4.xdp-mode is native; generic and auto work. Write engine: af-packet, or"
                        + " auto, which chooses it here; \"weir check --engines\" shows what each needs");
        EngineFinding served = found(XdpMode.AUTO, BEST, GENERIC).getLast();
        assertThat(served.missing()).isEmpty();
        assertThat(served.notes())
                .containsExactly(
                        "eth1 is served in generic mode: the driver of eth1 runs no XDP programs that redirect",
                        "frames of more than 3840 bytes need more");
    }

    @Test
    void aSwitchedOffIoUringIsRefusedWithWhatToWrite() {
        List<EngineFinding> found = List.of(
                finding(Engine.AF_PACKET, Optional.empty()),
                finding(
                        Engine.IO_URING,
                        Optional.of("io_uring is switched off on this host (kernel.io_uring_disabled = 2)")),
                finding(Engine.AF_XDP, NO_BPF));
        assertThatThrownBy(() -> EngineChoice.of(Engine.IO_URING, found))
                .isInstanceOf(IOException.class)
                .hasMessage("l4.engine: io-uring cannot be used here: io_uring is switched off on this host"
                        + " (kernel.io_uring_disabled = 2). Write engine: af-packet, or auto, which chooses it here;"
                        + " \"weir check --engines\" shows what each needs");
    }

    @Test
    void whereNothingWorksNothingIsSuggested() {
        Optional<String> none = Optional.of("packet sockets need CAP_NET_RAW: run as root, or grant it");
        List<EngineFinding> found = List.of(
                finding(Engine.AF_PACKET, none), finding(Engine.IO_URING, none), finding(Engine.AF_XDP, NO_BPF));
        assertThatThrownBy(() -> EngineChoice.of(Engine.AUTO, found))
                .hasMessage("l4.engine: none can be used here: packet sockets need CAP_NET_RAW: run as root, or"
                        + " grant it");
        assertThatThrownBy(() -> EngineChoice.of(Engine.IO_URING, found))
                .hasMessageContaining("No engine can be used here")
                .hasMessageNotContaining("Write engine");
    }

    @Test
    void theStateOfLinksIsOneSentence() {
        assertThat(new EngineState("af-packet", "why", 2, List.of(new EngineState.OnLink("eth0"))).text())
                .isEqualTo("af-packet (why), 2 workers on eth0");
        assertThat(new EngineState(
                                "af-xdp",
                                "why",
                                1,
                                List.of(
                                        new EngineState.OnLink("eth0", Optional.of("native"), true, ""),
                                        new EngineState.OnLink("eth1", Optional.of("generic"), false, "its driver"),
                                        new EngineState.OnLink("eth2", Optional.of("native"), false, "its driver")))
                        .text())
                .isEqualTo("af-xdp (why), 1 worker on eth0 native zero-copy, eth1 generic copying, eth2 native copying"
                        + " (its driver)");
    }

    private static List<EngineFinding> found(XdpMode mode, XdpFeatures first, XdpFeatures second) {
        return List.of(
                finding(Engine.AF_PACKET, Optional.empty()),
                finding(Engine.IO_URING, Optional.empty()),
                EngineFinding.xdp(
                        List.of(new EngineFinding.OnLink("eth0", first), new EngineFinding.OnLink("eth1", second)),
                        mode));
    }

    private static EngineFinding finding(Engine engine, Optional<String> missing) {
        return new EngineFinding(engine, missing, missing.isEmpty(), List.of(), List.of());
    }
}
