package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.sys.ErrnoException;
import io.weir.l4.flow.FlowMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is full is shown, and does not start at 0 again with another engine. */
class PathLimitsTest {
    private static void open(PathLab lab, int client) {
        lab.arrive(
                0,
                lab.request(IpProtocol.TCP)
                        .ends(lab.client, 2000 + client, lab.vip, PathLab.VIP_PORT)
                        .flags(TcpView.SYN));
    }

    @Test
    void countsFullQueuesAndWhatGaveWay() {
        try (PathLab lab = new PathLab(false, FlowMode.SNAT, 1)) {
            lab.sourcePorts = 10;
            lab.apply();
            for (int i = 0; i < 12; i++) {
                open(lab, i);
            }
            assertThat(lab.pipeline.limits().figures()).containsEntry("source-ports-exhausted", 2L);
        }
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            for (int i = 0; i < 2000; i++) {
                open(lab, i);
            }
            Map<String, Long> limits = lab.pipeline.limits().figures();
            assertThat(limits).containsEntry("evicted-half-open", 2000L - 1024);
            assertThat(limits.get("transmit-full")).isPositive();
        }
    }

    @Test
    void figuresGoOnWithAnotherEngine() throws ErrnoException {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1);
                MemoryPacketIo other = MemoryPacketIo.of(2)) {
            for (int i = 0; i < 2000; i++) {
                open(lab, i);
            }
            PathLimits limits = lab.pipeline.limits();
            Map<String, Long> before = limits.figures();
            assertThat(limits.received()).isEqualTo(2000);
            assertThat(limits.transmitted()).isPositive();
            long transmitted = limits.transmitted();
            lab.pipeline.io(other);
            assertThat(limits.figures()).isEqualTo(before);
            assertThat(limits.received()).isEqualTo(2000);
            assertThat(limits.transmitted()).isEqualTo(transmitted);
        }
    }

    @Test
    void theGuideHasEveryName() throws IOException {
        String guide = Files.readString(Path.of("../docs/layer-4.md"));
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1)) {
            assertThat(lab.pipeline.limits().figures().keySet())
                    .allSatisfy(name -> assertThat(guide).contains("| `" + name + "` |"));
        }
    }
}
