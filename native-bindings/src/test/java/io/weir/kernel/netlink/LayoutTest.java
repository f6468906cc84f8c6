package io.weir.kernel.netlink;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheKernelsHeaders() {
        assertLayout("sockaddr_nl", SockaddrNl.LAYOUT);
        assertLayout("nlmsghdr", Nlmsghdr.LAYOUT);
        assertLayout("nlmsgerr", Nlmsgerr.LAYOUT);
        assertLayout("rtattr", Rtattr.LAYOUT);
        assertLayout("ifinfomsg", Ifinfomsg.LAYOUT);
        assertLayout("ifaddrmsg", Ifaddrmsg.LAYOUT);
        assertLayout("ifa_cacheinfo", IfaCacheinfo.LAYOUT);
    }

    @Test
    void constantsAreThoseOfTheKernelsHeaders() throws Exception {
        assertConstants(Netlink.class);
        assertConstants(Rtnetlink.class);
        assertConstants(IfAddr.class);
        assertConstants(IfLink.class);
    }
}
