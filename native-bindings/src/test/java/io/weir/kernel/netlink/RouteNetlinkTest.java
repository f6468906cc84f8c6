package io.weir.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class RouteNetlinkTest {
    private static final int OURS = 87;

    private TestHost host;
    private TestHost peer;

    @BeforeEach
    void connectTwoHosts() throws Exception {
        host = TestHost.create();
        peer = TestHost.create();
        host.connect("eth0", peer, "eth0");
        host.ip("link", "set", "eth0", "address", "02:00:00:00:00:0a", "mtu", "1400");
        host.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
    }

    @AfterEach
    void removeThem() {
        if (host != null) {
            host.close();
        }
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void linksHaveNameAddressStateAndMtu() throws Exception {
        List<Link> links = host.call(RouteNetlinkTest::links);

        Link loopback = named(links, "lo");
        assertThat(loopback.loopback()).isTrue();
        assertThat(loopback.mac()).isEmpty();
        Link ethernet = named(links, "eth0");
        assertThat(ethernet.loopback()).isFalse();
        assertThat(ethernet.up()).isTrue();
        assertThat(ethernet.carrier()).isTrue();
        assertThat(ethernet.mtu()).isEqualTo(1400);
        assertThat(ethernet.mac()).hasValue(0x02_00_00_00_00_0aL);
        assertThat(ethernet.type()).isEqualTo(IfLink.ARPHRD_ETHER);
    }

    @Test
    void aLinkWhosePeerIsDownHasNoCarrier() throws Exception {
        peer.ip("link", "set", "eth0", "down");

        Link ethernet = named(host.call(RouteNetlinkTest::links), "eth0");

        assertThat(ethernet.up()).isTrue();
        assertThat(ethernet.carrier()).isFalse();
    }

    @Test
    void anAddedAddressCarriesItsMarkUntilItIsDeleted() throws Exception {
        int index = named(host.call(RouteNetlinkTest::links), "eth0").index();
        InterfaceAddress vip = new InterfaceAddress(index, InetAddress.getByName("192.0.2.77"), 32, 0, OURS);

        List<InterfaceAddress> after = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                netlink.addAddress(vip);
                return netlink.addresses();
            }
        });

        assertThat(after).anySatisfy(found -> {
            assertThat(found.text()).isEqualTo("192.0.2.77/32");
            assertThat(found.interfaceIndex()).isEqualTo(index);
            assertThat(found.protocol()).isEqualTo(OURS);
        });
        assertThat(after).anySatisfy(found -> {
            assertThat(found.text()).isEqualTo("192.0.2.10/24");
            assertThat(found.protocol()).isZero();
        });
        assertThat(host.ip("-j", "addr", "show", "dev", "eth0")).contains("\"192.0.2.77\",\"prefixlen\":32");

        host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                netlink.deleteAddress(vip);
                return true;
            }
        });
        assertThat(host.ip("-j", "addr")).doesNotContain("192.0.2.77").contains("192.0.2.10");
    }

    @Test
    void anIpv6AddressWithoutDetectionIsUsableAtOnceAndNoSource() throws Exception {
        int index = named(host.call(RouteNetlinkTest::links), "eth0").index();
        InetAddress address = InetAddress.getByName("2001:db8::77");
        InterfaceAddress vip =
                new InterfaceAddress(index, address, 128, IfAddr.IFA_F_NODAD | IfAddr.IFA_F_DEPRECATED, OURS);

        InterfaceAddress found = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                netlink.addAddress(vip);
                return netlink.addresses().stream()
                        .filter(a -> a.address().equals(address))
                        .findFirst()
                        .orElseThrow();
            }
        });

        assertThat(found.tentative()).isFalse();
        assertThat(found.deprecated()).isTrue();
        assertThat(found.flags() & IfAddr.IFA_F_PERMANENT).isNotZero();
        assertThat(found.prefix()).isEqualTo(128);
        assertThat(found.protocol()).isEqualTo(OURS);
    }

    @Test
    void theKernelsRefusalsHaveNumberAndWords() throws Exception {
        int index = named(host.call(RouteNetlinkTest::links), "eth0").index();

        assertThatThrownBy(() -> host.call(
                        () -> add(new InterfaceAddress(index, InetAddress.getByName("192.0.2.10"), 24, 0, OURS))))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageStartingWith("RTM_NEWADDR 192.0.2.10/24 on interface " + index + ": EEXIST (File exists)")
                .hasMessageContaining("ipv4: Address already assigned");
        assertThatThrownBy(() -> host.call(
                        () -> add(new InterfaceAddress(4711, InetAddress.getByName("192.0.2.11"), 24, 0, OURS))))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
        assertThatThrownBy(() -> host.call(() -> {
                    try (RouteNetlink netlink = RouteNetlink.open()) {
                        netlink.deleteAddress(
                                new InterfaceAddress(index, InetAddress.getByName("192.0.2.11"), 24, 0, OURS));
                        return true;
                    }
                }))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
    }

    @Test
    void aSocketGoesOnAfterARefusal() throws Exception {
        List<Link> links = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                assertThatThrownBy(() -> netlink.addAddress(
                                new InterfaceAddress(4711, InetAddress.getByName("192.0.2.11"), 24, 0, OURS)))
                        .isInstanceOf(ErrnoException.class);
                return netlink.links();
            }
        });

        assertThat(named(links, "eth0").index()).isPositive();
    }

    @Test
    void dumpsOfManyDatagramsAreRead() throws Exception {
        int index = named(host.call(RouteNetlinkTest::links), "eth0").index();

        List<InterfaceAddress> all = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                for (int i = 0; i < 2000; i++) {
                    byte[] bytes = {10, 1, (byte) (i >> 8), (byte) i};
                    netlink.addAddress(new InterfaceAddress(index, InetAddress.getByAddress(bytes), 32, 0, OURS));
                }
                return netlink.addresses();
            }
        });

        assertThat(all).filteredOn(address -> address.protocol() == OURS).hasSize(2000);
    }

    private static boolean add(InterfaceAddress address) throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            netlink.addAddress(address);
            return true;
        }
    }

    private static List<Link> links() throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            return netlink.links();
        }
    }

    private static Link named(List<Link> links, String name) {
        return links.stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
