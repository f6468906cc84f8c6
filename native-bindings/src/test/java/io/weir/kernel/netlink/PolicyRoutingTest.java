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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules and tables of a real kernel, read with {@code ip}. */
@ExtendWith(NoLeakedDescriptors.class)
class PolicyRoutingTest {
    private static final RoutingRule V4 = new RoutingRule(false, 20, 0x10, 0xf0, 4711);
    private static final RoutingRule V6 = new RoutingRule(true, 20, 0x10, 0xf0, 4711);

    private TestHost host;
    private TestHost peer;
    private int index;

    private interface Task<T> {
        T on(PolicyRouting routing) throws Exception;
    }

    @BeforeEach
    void connect() throws Exception {
        host = TestHost.create();
        peer = TestHost.create();
        host.connect("eth0", peer, "eth0");
        index = host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.links().stream()
                        .filter(link -> link.name().equals("eth0"))
                        .findFirst()
                        .orElseThrow()
                        .index();
            }
        });
    }

    @AfterEach
    void close() {
        host.close();
        peer.close();
    }

    @Test
    void rulesComeAndGo() throws Exception {
        String before = host.ip("rule") + host.ip("-6", "rule");

        List<RoutingRule> found = with(routing -> {
            routing.addRule(V4);
            routing.addRule(V6);
            return routing.rules();
        });

        assertThat(found).containsExactlyInAnyOrder(V4, V6);
        assertThat(host.ip("rule")).contains("20:\tfrom all fwmark 0x10/0xf0 lookup 4711 proto 87");
        assertThat(host.ip("-6", "rule")).contains("20:\tfrom all fwmark 0x10/0xf0 lookup 4711 proto 87");
        assertThatThrownBy(() -> with(routing -> {
                    routing.addRule(V4);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageStartingWith("RTM_NEWRULE IPv4 20: fwmark 0x10/0xf0 lookup 4711");
        assertThat(was(routing -> routing.deleteRule(new RoutingRule(false, 20, 0x20, 0xf0, 4711))))
                .isFalse();
        assertThat(was(routing -> routing.deleteRule(V4) && routing.deleteRule(V6)))
                .isTrue();
        assertThat(was(routing -> routing.deleteRule(V4) || routing.deleteRule(V6)))
                .isFalse();
        assertThat(host.ip("rule") + host.ip("-6", "rule")).isEqualTo(before);
    }

    @Test
    void routesOverAGatewayNeedNoSubnet() throws Exception {
        Route v4 = route("0.0.0.0", 0, "198.51.100.1");
        Route v6 = route("::", 0, "fe80::1");
        Route part = route("203.0.113.0", 24, "198.51.100.2");

        with(routing -> {
            routing.replaceRoute(v4);
            routing.replaceRoute(v6);
            routing.replaceRoute(part);
            routing.replaceRoute(v4);
            return true;
        });

        assertThat(host.ip("route", "show", "table", "4711"))
                .contains("default via 198.51.100.1 dev eth0 proto 87 onlink")
                .contains("203.0.113.0/24 via 198.51.100.2 dev eth0 proto 87 onlink")
                .hasLineCount(2);
        assertThat(host.ip("-6", "route", "show", "table", "4711"))
                .contains("default via fe80::1 dev eth0 proto 87")
                .hasLineCount(1);
        assertThat(was(routing -> routing.deleteRoute(route("0.0.0.0", 0, "198.51.100.9"))))
                .isFalse();
        assertThat(was(routing -> routing.deleteRoute(v4) && routing.deleteRoute(v6) && routing.deleteRoute(part)))
                .isTrue();
        assertThat(was(routing -> routing.deleteRoute(v4))).isFalse();
    }

    @Test
    void theTablesOfTheKernelAreNotForThis() {
        Route main = new Route(
                address("0.0.0.0"),
                0,
                254,
                Rtnetlink.RTN_UNICAST,
                0,
                Optional.empty(),
                List.of(new NextHop(1, Optional.empty())));

        assertThatThrownBy(() -> with(routing -> {
                    routing.replaceRoute(main);
                    return true;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table 254 is the kernel's own");
    }

    @Test
    void markedPacketsAreDeliveredHereUntilThatIsClosed() throws Exception {
        String before = host.ip("rule") + host.ip("-6", "rule");
        host.ip("rule", "add", "pref", "10", "fwmark", "0x1000000/0x1000000", "lookup", "22341");

        host.call(() -> {
            try (MarkedDelivery delivery = MarkedDelivery.install()) {
                assertThat(delivery).isNotNull();
                assertThat(MarkedDelivery.present()).isTrue();
                assertThat(host.ip("rule")).containsOnlyOnce("10:\tfrom all fwmark 0x1000000/0x1000000 lookup 22341");
                assertThat(host.ip("-6", "rule")).contains("10:\tfrom all fwmark 0x1000000/0x1000000 lookup 22341");
                assertThat(host.ip("route", "get", "192.0.2.9", "mark", "0x1000000"))
                        .contains("local 192.0.2.9");
                assertThat(host.ip("route", "get", "2001:db8::9", "mark", "0x1000000"))
                        .contains("local 2001:db8::9");
            }
            assertThat(MarkedDelivery.present()).isFalse();
            return true;
        });

        assertThat(host.ip("rule") + host.ip("-6", "rule")).isEqualTo(before);
    }

    private Route route(String destination, int prefix, String gateway) {
        return new Route(
                address(destination),
                prefix,
                4711,
                Rtnetlink.RTN_UNICAST,
                0,
                Optional.empty(),
                List.of(new NextHop(index, Optional.of(address(gateway)))));
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private boolean was(Task<Boolean> task) throws Exception {
        return with(task);
    }

    private <T> T with(Task<T> task) throws Exception {
        return host.call(() -> {
            try (PolicyRouting routing = PolicyRouting.open()) {
                return task.on(routing);
            }
        });
    }
}
