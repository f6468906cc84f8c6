package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.bpf.BpfFeatures;
import io.weir.kernel.io.XdpFeatures.Host;
import io.weir.kernel.netlink.DriverXdp;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import io.weir.kernel.testing.TestHost;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class XdpFeaturesTest {
    private static final PacketLink LINK = new PacketLink(7, "l0", 0, 1500);
    private static final PacketLink JUMBO = new PacketLink(7, "l0", 0, 9000);
    private static final Optional<DriverXdp> ALL = Optional.of(new DriverXdp(0x7f));

    private static Host host(String release) {
        return new Host(Optional.empty(), BpfFeatures.probe(), release);
    }

    @Test
    void aCableIsServedInItsDriverWithCopies() throws Exception {
        try (TestHost host = TestHost.create();
                TestHost peer = TestHost.create()) {
            host.connect("l0", peer, "eth0");
            host.ip("link", "add", "i0", "type", "ifb");
            XdpFeatures cable =
                    host.call(() -> XdpFeatures.of(CableWire.links(host, "l0").getFirst()));
            assertThat(cable.missing()).isEmpty();
            assertThat(cable.missingNative()).isEmpty();
            assertThat(cable.missingZeroCopy())
                    .hasValueSatisfying(reason ->
                            assertThat(reason).isEqualTo("the driver of l0 copies between frames and AF_XDP sockets"));
            XdpFeatures other =
                    host.call(() -> XdpFeatures.of(CableWire.links(host, "i0").getFirst()));
            assertThat(other.missing()).isEmpty();
            assertThat(other.missingNative()).hasValue("the driver of i0 runs no XDP programs that redirect");
        }
    }

    @Test
    void reasonsNameTheFeatureAndTheRelease() {
        Privileges.requireNamespaces();
        XdpFeatures all = XdpFeatures.of(JUMBO, host("6.6.1"), ALL);
        assertThat(all)
                .isEqualTo(new XdpFeatures(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(XdpFeatures.of(LINK, host("5.9.0-1-amd64"), ALL).missing())
                .hasValueSatisfying(reason -> assertThat(reason).contains("needs Linux 5.10", "this is Linux 5.9.0"));
        XdpFeatures older = XdpFeatures.of(LINK, host("6.1.0-18-amd64"), ALL);
        assertThat(older.missing()).isEmpty();
        assertThat(older.missingLarge())
                .hasValueSatisfying(reason -> assertThat(reason).contains("3840 bytes from Linux 6.6 on"));
        assertThat(XdpFeatures.of(JUMBO, host("6.1.0"), ALL).missing())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("the MTU of l0, 9000, is too large: "));
        assertThat(XdpFeatures.of(JUMBO, host("6.6"), Optional.of(new DriverXdp(0xf)))
                        .missingNative())
                .hasValueSatisfying(reason -> assertThat(reason).contains("too large for its driver"));
        assertThat(XdpFeatures.of(LINK, host("6.1.0"), Optional.empty()).missingZeroCopy())
                .hasValueSatisfying(reason -> assertThat(reason).contains("told by Linux 6.3", "this is Linux 6.1.0"));
        Host none = new Host(Optional.of("AF_XDP sockets are refused: x"), BpfFeatures.probe(), "6.6");
        assertThat(XdpFeatures.of(LINK, none, ALL).missingZeroCopy()).hasValue("AF_XDP sockets are refused: x");
    }
}
