package io.weir.kernel.sys;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheHeaders() {
        assertLayout("pollfd", Pollfd.LAYOUT);
        assertLayout("ucred", Ucred.LAYOUT);
        assertLayout("sockaddr_un", SockaddrUn.LAYOUT);
        assertLayout("mmsghdr", Mmsghdr.LAYOUT);
        assertLayout("iovec", Mmsghdr.IOVEC);
        assertLayout("ifreq", Ethtool.IFREQ);
        assertLayout("ethtool_value", Ethtool.VALUE);
        assertLayout("ethtool_channels", Ethtool.CHANNELS);
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        assertConstants(LinuxSocket.class);
        assertConstants(Errno.class);
        assertConstants(Pollfd.class);
        assertConstants(Mman.class);
        assertConstants(EventFd.class);
        assertConstants(Ethtool.class);
        assertThat((long) UringCalls.SYS_IO_URING_SETUP).isEqualTo(number("__NR_io_uring_setup"));
        assertThat((long) UringCalls.SYS_IO_URING_ENTER).isEqualTo(number("__NR_io_uring_enter"));
        assertThat((long) UringCalls.SYS_IO_URING_REGISTER).isEqualTo(number("__NR_io_uring_register"));
        for (Capability capability : Capability.values()) {
            assertThat((long) capability.bit()).as(capability.name()).isEqualTo(number(capability.name()));
        }
    }
}
