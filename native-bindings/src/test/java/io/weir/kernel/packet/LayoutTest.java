package io.weir.kernel.packet;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheHeaders() {
        assertLayout("tpacket2_hdr", Tpacket.HEADER);
        assertLayout("tpacket_req", Tpacket.REQUEST);
        assertLayout("tpacket_stats", Tpacket.STATISTICS);
        assertLayout("packet_mreq", Tpacket.MEMBERSHIP);
        assertLayout("virtio_net_hdr", VirtioNetHdr.LAYOUT);
        assertLayout("sock_fprog", ClassicBpf.SOCK_FPROG);
        assertThat(Tpacket.TRANSMIT_DATA).isEqualTo(number("TPACKET2_HDRLEN") - number("sockaddr_ll"));
    }

    @Test
    void instructionsLieAsInTheHeaders() {
        assertThat(number("sock_filter")).isEqualTo(Long.BYTES);
        assertThat(ClassicBpf.encode(1, 0, 0, 0)).isEqualTo(1L << 8 * number("sock_filter.code"));
        assertThat(ClassicBpf.encode(0, 1, 0, 0)).isEqualTo(1L << 8 * number("sock_filter.jt"));
        assertThat(ClassicBpf.encode(0, 0, 1, 0)).isEqualTo(1L << 8 * number("sock_filter.jf"));
        assertThat(ClassicBpf.encode(0, 0, 0, 1)).isEqualTo(1L << 8 * number("sock_filter.k"));
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        assertConstants(Bpf.class);
        assertConstants(VirtioNetHdr.class, "SIZEOF");
    }
}
