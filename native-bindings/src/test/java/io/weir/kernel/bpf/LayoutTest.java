package io.weir.kernel.bpf;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.assertOffsets;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void commandsLieAsInTheHeaders() {
        assertOffsets("bpf_attr", MapCreateAttr.LAYOUT);
        assertOffsets("bpf_attr", MapElementAttr.LAYOUT);
        assertOffsets("bpf_attr", ProgramLoadAttr.LAYOUT);
        assertOffsets("bpf_attr", ObjectAttr.LAYOUT);
        assertOffsets("bpf_attr", TestRunAttr.LAYOUT);
        assertOffsets("bpf_attr", InfoAttr.LAYOUT);
        assertOffsets("bpf_attr", LinkCreateAttr.LAYOUT);
        assertOffsets("bpf_attr", LinkUpdateAttr.LAYOUT);
        assertOffsets("bpf_attr", ProgramIdAttr.LAYOUT);
    }

    @Test
    void structsLieAsInTheHeaders() {
        assertLayout("xdp_md", XdpMd.LAYOUT);
        assertOffsets("bpf_map_info", MapInfo.LAYOUT);
        assertOffsets("bpf_prog_info", ProgramInfo.LAYOUT);
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        assertConstants(LinuxBpf.class);
        assertConstants(TestRun.class, "verdict");
        assertThat((long) XdpMode.NATIVE.flag()).isEqualTo(number("XDP_FLAGS_DRV_MODE"));
        assertThat((long) XdpMode.GENERIC.flag()).isEqualTo(number("XDP_FLAGS_SKB_MODE"));
        assertThat(MapKind.values()).extracting(MapKind::number).doesNotHaveDuplicates();
    }
}
