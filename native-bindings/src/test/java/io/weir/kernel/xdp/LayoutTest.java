package io.weir.kernel.xdp;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheHeaders() {
        assertLayout("sockaddr_xdp", SockaddrXdp.LAYOUT);
        assertLayout("xdp_ring_offset", XdpMmapOffsets.RING);
        assertLayout("xdp_mmap_offsets", XdpMmapOffsets.LAYOUT);
        assertLayout("xdp_umem_reg", XdpUmemReg.LAYOUT);
        assertLayout("xdp_statistics", XdpStatistics.LAYOUT);
        assertLayout("xdp_desc", XdpDesc.LAYOUT);
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        assertConstants(IfXdp.class);
        assertThat(IfXdp.XDP_PGOFF_RX_RING).isEqualTo(number("XDP_PGOFF_RX_RING"));
        assertThat(IfXdp.XDP_PGOFF_TX_RING).isEqualTo(number("XDP_PGOFF_TX_RING"));
        assertThat(IfXdp.XDP_UMEM_PGOFF_FILL_RING).isEqualTo(number("XDP_UMEM_PGOFF_FILL_RING"));
        assertThat(IfXdp.XDP_UMEM_PGOFF_COMPLETION_RING).isEqualTo(number("XDP_UMEM_PGOFF_COMPLETION_RING"));
    }
}
