package io.weir.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Routes, lookups and neighbours of a real kernel. */
@ExtendWith(NoLeakedDescriptors.class)
class RouteTableTest {
    private TestHost host;
    private TestHost peer;
    private int index;

    private interface Question<T> {
        T ask(RouteNetlink netlink) throws Exception;
    }

    @BeforeEach
    void connect() throws Exception {
        host = TestHost.create();
        peer = TestHost.create();
        host.connect("eth0", peer, "eth0");
        host.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
        host.ip("addr", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
        index = ask(netlink -> netlink.links().stream()
                .filter(link -> link.name().equals("eth0"))
                .findFirst()
                .orElseThrow()
                .index());
    }

    @AfterEach
    void close() {
        host.close();
        peer.close();
    }

    @Test
    void routesOfBothFamiliesAreRead() throws Exception {
        host.ip("route", "add", "default", "via", "192.0.2.1", "metric", "7");
        host.ip("route", "add", "198.51.100.0/24", "table", "4711", "dev", "eth0", "src", "192.0.2.10");
        host.ip("route", "add", "blackhole", "203.0.113.0/24");
        host.ip("-6", "route", "add", "default", "via", "2001:db8::1");

        List<Route> routes = ask(RouteNetlink::routes);

        NextHop router = new NextHop(index, Optional.of(address("192.0.2.1")));
        assertThat(routes)
                .contains(new Route(address("0.0.0.0"), 0, 254, 1, 7, Optional.empty(), List.of(router)))
                .contains(new Route(
                        address("198.51.100.0"),
                        24,
                        4711,
                        1,
                        0,
                        Optional.of(address("192.0.2.10")),
                        List.of(new NextHop(index, Optional.empty()))))
                .anySatisfy(route -> {
                    assertThat(route.text()).isEqualTo("203.0.113.0/24");
                    assertThat(route.hops()).isEmpty();
                })
                .anySatisfy(route -> {
                    assertThat(route.text()).isEqualTo("0:0:0:0:0:0:0:0/0");
                    assertThat(route.hops()).containsExactly(new NextHop(index, Optional.of(address("2001:db8::1"))));
                })
                .anySatisfy(route -> {
                    assertThat(route.text()).isEqualTo("192.0.2.10/32");
                    assertThat(route.local()).isTrue();
                });
    }

    @Test
    void everyHopOfAMultipathRouteIsRead() throws Exception {
        host.ip("route", "add", "198.51.100.0/24", "nexthop", "via", "192.0.2.1", "nexthop", "via", "192.0.2.2");

        assertThat(ask(RouteNetlink::routes))
                .anySatisfy(route -> assertThat(route.hops())
                        .containsExactly(
                                new NextHop(index, Optional.of(address("192.0.2.1"))),
                                new NextHop(index, Optional.of(address("192.0.2.2")))));
    }

    @Test
    void aLookupSaysInterfaceGatewayAndSource() throws Exception {
        host.ip("route", "add", "default", "via", "192.0.2.1");
        host.ip("-6", "route", "add", "default", "via", "2001:db8::1");
        Optional<InetAddress> v4 = Optional.of(address("192.0.2.10"));
        Optional<InetAddress> v6 = Optional.of(address("2001:db8::10"));

        assertThat(path("192.0.2.77")).contains(new RoutePath(index, Optional.empty(), v4, false));
        assertThat(path("198.51.100.1")).contains(new RoutePath(index, Optional.of(address("192.0.2.1")), v4, false));
        assertThat(path("2001:db8::77")).contains(new RoutePath(index, Optional.empty(), v6, false));
        assertThat(path("2001:db8:1::1"))
                .contains(new RoutePath(index, Optional.of(address("2001:db8::1")), v6, false));
        assertThat(path("192.0.2.10").orElseThrow().local()).isTrue();
    }

    @Test
    void anIpv6GatewayOfAnIpv4RouteIsRead() throws Exception {
        host.ip("route", "add", "198.51.100.0/24", "via", "inet6", "2001:db8::1", "dev", "eth0");

        assertThat(path("198.51.100.1").orElseThrow().gateway()).contains(address("2001:db8::1"));
    }

    @Test
    void aLookupWithoutRouteIsEmptyAndTheSocketGoesOn() throws Exception {
        host.ip("route", "add", "blackhole", "203.0.113.0/24");
        host.ip("route", "add", "unreachable", "198.51.100.0/24");
        host.ip("route", "add", "prohibit", "198.18.0.0/15");

        for (String nowhere : List.of("203.0.113.1", "198.51.100.1", "198.18.0.1", "8.8.8.8", "2001:db8:1::1")) {
            assertThat(path(nowhere)).as(nowhere).isEmpty();
        }
        boolean reached = ask(netlink -> {
            assertThat(netlink.route(address("8.8.8.8"))).isEmpty();
            return netlink.route(address("192.0.2.1")).isPresent();
        });
        assertThat(reached).isTrue();
    }

    @Test
    void aNeighbourIsSetChangedAndForgotten() throws Exception {
        for (String text : List.of("192.0.2.77", "2001:db8::77")) {
            InetAddress address = address(text);
            Neighbour first =
                    new Neighbour(index, address, OptionalLong.of(0x02_00_00_00_00_0aL), NeighbourState.PERMANENT);
            Neighbour second =
                    new Neighbour(index, address, OptionalLong.of(0x02_00_00_00_00_0bL), NeighbourState.STALE);

            assertThat(replaceAndRead(first)).contains(first);
            assertThat(replaceAndRead(second)).contains(second).doesNotContain(first);
            assertThat(this.<List<Neighbour>>ask(netlink -> {
                        netlink.deleteNeighbour(index, address);
                        return netlink.neighbours();
                    }))
                    .noneMatch(neighbour -> neighbour.address().equals(address)
                            && neighbour.mac().isPresent());
        }
    }

    @Test
    void anUnknownNeighbourIsNotForgottenAndOneWithoutAddressNotSet() {
        assertThatThrownBy(() -> ask(netlink -> {
                    netlink.deleteNeighbour(index, address("192.0.2.99"));
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageStartingWith("RTM_DELNEIGH 192.0.2.99 on interface " + index);
        assertThatThrownBy(() -> replaceAndRead(
                        new Neighbour(index, address("192.0.2.99"), OptionalLong.empty(), NeighbourState.PERMANENT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> replaceAndRead(
                        new Neighbour(index, address("192.0.2.99"), OptionalLong.of(1), NeighbourState.FAILED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLinkIsSetDownAndUp() throws Exception {
        assertThat(this.<List<Link>>ask(netlink -> {
                    netlink.changeLink(index, false);
                    return netlink.links();
                }))
                .anyMatch(link -> link.index() == index && !link.up());
        assertThat(this.<List<Link>>ask(netlink -> {
                    netlink.changeLink(index, true);
                    return netlink.links();
                }))
                .anyMatch(link -> link.index() == index && link.up());
        assertThatThrownBy(() -> ask(netlink -> {
                    netlink.changeLink(4711, true);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    }

    private List<Neighbour> replaceAndRead(Neighbour neighbour) throws Exception {
        return ask(netlink -> {
            netlink.replaceNeighbour(neighbour);
            return netlink.neighbours();
        });
    }

    private Optional<RoutePath> path(String destination) throws Exception {
        return ask(netlink -> netlink.route(address(destination)));
    }

    private <T> T ask(Question<T> question) throws Exception {
        return host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return question.ask(netlink);
            }
        });
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
