package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
class BpfLinkTest {
    private Cable cable;

    @BeforeEach
    void connect() throws Exception {
        cable = new Cable();
    }

    @AfterEach
    void disconnect() {
        cable.close();
    }

    @ParameterizedTest
    @EnumSource
    void anXdpProgramMeetsFramesUntilItsLinkIsClosed(XdpMode mode) throws Exception {
        try (Counting first = Counting.load("first", Program.Type.XDP, TestRun.XDP_DROP);
                Counting second = Counting.load("second", Program.Type.XDP, TestRun.XDP_DROP)) {
            try (BpfLink link = cable.host.call(() -> BpfLink.xdp(cable.index, first.program(), mode))) {
                assertThat(cable.show()).contains(mode == XdpMode.NATIVE ? " xdp " : " xdpgeneric ", "name first");
                cable.awaitCounting(first);
                link.update(second.program());
                cable.awaitCounting(second);
                assertThat(cable.counts(first)).isFalse();
                assertThatThrownBy(() -> cable.host.call(() -> BpfLink.xdp(cable.index, first.program(), mode)))
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("another XDP program is attached to it");
            }
            assertThat(cable.show()).doesNotContain("prog/xdp", " xdp");
            assertThat(cable.counts(second)).isFalse();
        }
    }

    @Test
    void aProgramByTcxMeetsFramesUntilItsLinkIsClosed() throws Exception {
        try (Counting first = Counting.load("first", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
                Counting second = Counting.load("second", Program.Type.SCHED_CLS, TestRun.TC_ACT_SHOT)) {
            try (BpfLink link = cable.host.call(() -> BpfLink.tcxIngress(cable.index, first.program()))) {
                cable.awaitCounting(first);
                try (BpfLink next = cable.host.call(() -> BpfLink.tcxIngress(cable.index, second.program()))) {
                    assertThat(next.toString()).startsWith("BPF link of program second (descriptor ");
                    // In front of the other, which does not see what this drops.
                    cable.awaitCounting(second);
                    assertThat(cable.counts(first)).isFalse();
                }
                assertThat(cable.counts(second)).isFalse();
                link.update(second.program());
                cable.awaitCounting(second);
                assertThat(cable.counts(first)).isFalse();
            }
            assertThat(cable.counts(second)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xdp", "tcx"})
    void theProgramGoesWhenTheProcessIsKilled(String what) throws Exception {
        Process process = cable.held(what);
        process.destroyForcibly().waitFor();
        try (Counting next = Counting.load("next", type(what), TestRun.XDP_PASS)) {
            Await.until(
                    "the kernel has detached the program", () -> !cable.show().contains("xdp"));
            Await.until("another can be attached", () -> attaches(what, next.program()));
        }
    }

    private static Program.Type type(String what) {
        return what.equals("xdp") ? Program.Type.XDP : Program.Type.SCHED_CLS;
    }

    private boolean attaches(String what, LoadedProgram program) throws Exception {
        try (BpfLink link = cable.host.call(() -> what.equals("xdp")
                ? BpfLink.xdp(cable.index, program, XdpMode.NATIVE)
                : BpfLink.tcxIngress(cable.index, program))) {
            return link.toString().contains("next");
        } catch (ErrnoException e) {
            return false;
        }
    }

    @Test
    void aLinkOfAnInterfaceThatIsGoneSaysSo() throws Exception {
        try (LoadedProgram program =
                        LoadedProgram.load(Encodings.returning("pass", Program.Type.XDP, TestRun.XDP_PASS), List.of());
                BpfLink link = cable.host.call(() -> BpfLink.xdp(cable.index, program, XdpMode.GENERIC))) {
            cable.host.ip("link", "del", Cable.LINK);
            assertThatThrownBy(() -> link.update(program)).hasMessageContaining("ENOLINK");
            assertThatThrownBy(() -> cable.host.call(() -> BpfLink.xdp(cable.index, program, XdpMode.GENERIC)))
                    .hasMessageContaining("there is no such interface");
        }
    }
}
