package io.weir.kernel.netlink;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheKernelsHeaders() {
        assertLayout("sockaddr_nl", SockaddrNl.LAYOUT);
        assertLayout("genlmsghdr", Genlmsghdr.LAYOUT);
        assertLayout("nlmsghdr", Nlmsghdr.LAYOUT);
        assertLayout("nlmsgerr", Nlmsgerr.LAYOUT);
        assertLayout("rtattr", Rtattr.LAYOUT);
        assertLayout("ifinfomsg", Ifinfomsg.LAYOUT);
        assertLayout("ifaddrmsg", Ifaddrmsg.LAYOUT);
        assertLayout("ifa_cacheinfo", IfaCacheinfo.LAYOUT);
        assertLayout("rtmsg", Rtmsg.LAYOUT);
        assertLayout("fib_rule_hdr", FibRuleHdr.LAYOUT);
        assertLayout("rtnexthop", Rtnexthop.LAYOUT);
        assertLayout("ndmsg", Ndmsg.LAYOUT);
        assertLayout("tcmsg", Tcmsg.LAYOUT);
    }

    @Test
    void constantsAreThoseOfTheKernelsHeaders() throws Exception {
        assertConstants(Netlink.class);
        assertConstants(DriverXdp.class, "NETDEV_CMD_DEV_GET", "NETDEV_A_DEV_IFINDEX", "NETDEV_A_DEV_XDP_FEATURES");
        assertConstants(Rtnetlink.class);
        assertConstants(FibRuleHdr.class);
        assertConstants(IfAddr.class);
        assertConstants(IfLink.class);
        assertConstants(NeighbourReader.class);
        assertConstants(XdpPrograms.class, "NO_PROGRAM");
        assertConstants(TrafficControl.class, "TC_H_CLSACT");
        assertThat(Integer.toUnsignedLong(TrafficControl.TC_H_CLSACT)).isEqualTo(number("TC_H_CLSACT"));
        for (NeighbourState state : NeighbourState.values()) {
            assertThat((long) state.bit()).as(state.name()).isEqualTo(number("NUD_" + state.name()));
        }
    }
}
