package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.vip.HostInterface;
import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a configuration needs of a host, and every reason why it cannot have it, as the operator reads it. */
class PlannerTest {
    private static final String INTERFACES =
            "Interfaces: eth0 (192.0.2.1/24), eth1 (10.0.0.1/24), eth2 (10.2.0.1/24, down)," + " tun0 (10.3.0.1/24)";

    private final Links links = new Links();
    private final List<HostInterface> interfaces = new ArrayList<>(List.of(
            one(1, "lo", true, "127.0.0.1/8"),
            one(2, "eth0", true, "192.0.2.1/24"),
            one(3, "eth1", true, "10.0.0.1/24"),
            one(4, "eth2", false, "10.2.0.1/24"),
            one(5, "tun0", true, "10.3.0.1/24")));

    private static HostInterface one(int index, String name, boolean up, String subnet) {
        boolean ethernet = name.startsWith("eth");
        return new HostInterface(
                index,
                name,
                up,
                name.equals("lo"),
                ethernet ? new MacAddress(0x0200_0000_0000L | index) : null,
                List.of(new HostInterface.Address(Cidr.parse(subnet).orElseThrow(), false)));
    }

    private Planner planner(String l4, String mode, String vip, String server) throws InvalidConfiguration {
        String text = """
            %s
            virtual-services:
              - { name: web, mode: %s, address: %s, ports: 80,
                  real-servers: [{ name: s1, address: %s }] }
            """.formatted(l4, mode, vip, server);
        Topology.Routes routes = to -> to.equals(IpAddress.of("172.16.0.9"))
                ? Optional.of(new Topology.Hop(3, IpAddress.of("10.0.0.254")))
                : Optional.empty();
        return new Planner(
                new Topology(interfaces, any -> 1500, Set.of(2, 3), routes),
                ConfigurationFile.parse("weir.yaml", text),
                links);
    }

    private String problem(String l4, String mode, String vip, String server) throws InvalidConfiguration {
        Planner planner = planner(l4, mode, vip, server);
        planner.plan();
        assertThat(planner.problems()).hasSize(1);
        return planner.problems().getFirst();
    }

    @Test
    void vipsAndServersHaveTheirLinks() throws InvalidConfiguration {
        Planner planner = planner("", "l4-snat", "192.0.2.10", "10.0.0.5");
        Plan plan = planner.plan();
        assertThat(planner.problems()).isEmpty();
        assertThat(plan.vips()).containsEntry(IpAddress.of("192.0.2.10"), 0);
        assertThat(plan.servers())
                .containsEntry(
                        IpAddress.of("10.0.0.5"),
                        new Plan.Way(1, new NeighborKey(3, IpAddress.of("10.0.0.5")), IpAddress.of("10.0.0.1")));
        assertThat(plan.links()).extracting(link -> link.name()).containsExactly("eth0", "eth1");
    }

    @Test
    void aServerBehindARouterIsSentToTheRouter() throws InvalidConfiguration {
        Planner planner = planner("", "l4-nat", "192.0.2.10", "172.16.0.9");
        Plan plan = planner.plan();
        assertThat(planner.problems()).isEmpty();
        assertThat(Objects.requireNonNull(plan.servers().get(IpAddress.of("172.16.0.9")))
                        .station())
                .isEqualTo(new NeighborKey(3, IpAddress.of("10.0.0.254")));
    }

    @Test
    void problemsSayWhatToDo() throws InvalidConfiguration {
        String server = "service \"web\", server \"s1\": ";
        assertThat(problem("", "l4-nat", "198.51.100.1", "10.0.0.5"))
                .isEqualTo("service \"web\": no interface has a subnet that holds the address 198.51.100.1; use an"
                        + " address of one of the subnets here, or say with \"interface:\" which interface carries it. "
                        + INTERFACES);
        assertThat(problem("", "l4-nat", "192.0.2.1", "10.0.0.5"))
                .isEqualTo("service \"web\": the address 192.0.2.1 is one of this host's own, and layer 4 hides it from"
                        + " the host; remove it from the interface (ip addr del 192.0.2.1 ...) or use another");
        assertThat(problem("", "l4-nat", "192.0.2.10", "10.0.0.1"))
                .isEqualTo(server + "10.0.0.1 is this host; layer 4 reaches other hosts only, use mode l7-snat");
        assertThat(problem("", "l4-dr", "192.0.2.10", "172.16.0.9"))
                .isEqualTo(server + "172.16.0.9 is on none of this host's subnets; in mode l4-dr a server is reached by"
                        + " its Ethernet address, so it must be on one. " + INTERFACES);
        assertThat(problem("", "l4-nat", "192.0.2.10", "172.17.0.9"))
                .isEqualTo(server + "there is no route to 172.17.0.9; add one, or an interface in its subnet. "
                        + INTERFACES);
        assertThat(problem("", "l4-nat", "192.0.2.10", "10.3.0.5"))
                .isEqualTo(
                        server + "interface tun0 has no Ethernet addresses, which layer 4 needs; use another, or mode"
                                + " l7-snat");
        assertThat(problem("", "l4-nat", "192.0.2.10", "10.2.0.5"))
                .isEqualTo(server + "interface eth2 is down; bring it up (ip link set eth2 up) or use another. "
                        + INTERFACES);
        assertThat(problem("l4: { interfaces: [eth0] }", "l4-nat", "192.0.2.10", "10.0.0.5"))
                .isEqualTo(server + "10.0.0.5 is on interface eth1, which l4.interfaces does not name; add it there");
        assertThat(problem("l4: { snat-addresses: [198.51.100.9] }", "l4-snat", "192.0.2.10", "10.0.0.5"))
                .isEqualTo(
                        "l4.snat-addresses: 198.51.100.9 is on none of this host's subnets, so servers would not find"
                                + " the way back. " + INTERFACES);
    }

    @Test
    void theInterfaceMustHaveTheAddressInASubnetWhenAnotherHas() throws InvalidConfiguration {
        assertThat(problem("", "l4-nat", "192.0.2.10, interface: eth1", "10.0.0.5"))
                .isEqualTo("service \"web\": the address 192.0.2.10 is in the subnet of eth0, not in one of eth1, which"
                        + " \"interface:\" names, so its clients would get no answer; write interface: eth0, or leave"
                        + " the key out");
        Planner planner = planner("", "l4-nat", "198.51.100.1, interface: eth1", "10.0.0.5");
        planner.plan();
        assertThat(planner.problems()).isEmpty();
    }

    @Test
    void theBroadcastAddressOfASubnetIsNoVip() throws InvalidConfiguration {
        assertThat(problem("", "l4-nat", "192.0.2.255", "10.0.0.5"))
                .isEqualTo("service \"web\": the address 192.0.2.255 is the broadcast address of a subnet of eth0; use"
                        + " another address of that subnet");
    }

    @Test
    void theInterfacesAreToldOnce() throws InvalidConfiguration {
        Planner planner = planner("l4: { interfaces: [eth8, eth9] }", "l4-nat", "198.51.100.1", "172.17.0.9");
        planner.plan();
        assertThat(planner.problems()).hasSize(4);
        assertThat(planner.problems())
                .filteredOn(line -> line.contains("Interfaces: "))
                .hasSize(1);
    }

    @Test
    void anInterfaceThatIsNotThereIsSaidToBe() throws InvalidConfiguration {
        assertThat(problem("l4: { interfaces: [eth0, eth1, eth9] }", "l4-nat", "192.0.2.10", "10.0.0.5"))
                .isEqualTo("l4.interfaces: \"eth9\": there is no interface \"eth9\". " + INTERFACES);
    }

    @Test
    void sourcesAreAddressesThatLast() {
        HostInterface one = new HostInterface(
                2,
                "eth0",
                true,
                false,
                new MacAddress(0x0200_0000_0002L),
                List.of(
                        new HostInterface.Address(Cidr.parse("fd00::aaaa/64").orElseThrow(), false, false),
                        new HostInterface.Address(Cidr.parse("fd00::1/64").orElseThrow(), false)));
        assertThat(Topology.ours(one, true, IpAddress.of("fd00::5"))).isEqualTo(IpAddress.of("fd00::1"));
        HostInterface other = new HostInterface(
                3, "eth1", true, false, one.mac(), one.addresses().subList(0, 1));
        assertThat(Topology.ours(other, true, null)).isEqualTo(IpAddress.of("fd00::aaaa"));
    }

    @Test
    void aLinkWhoseInterfaceIsGoneIsNotPresent() throws InvalidConfiguration {
        links.number(77);
        Plan plan = planner("", "l4-nat", "192.0.2.10", "10.0.0.5").plan();
        assertThat(plan.links()).extracting(link -> link.name()).containsExactly("gone", "eth0", "eth1");
        assertThat(plan.present()).extracting(link -> link.number()).containsExactly(1, 2);
        assertThat(plan.up()).containsExactlyInAnyOrder(1, 2);
        assertThat(plan.running()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void moreLinksThanFlowsCanTellApartAreRefused() {
        for (int i = 1; i <= Links.MOST; i++) {
            assertThat(links.number(i)).isEqualTo(i - 1);
        }
        assertThatThrownBy(() -> links.number(1000))
                .hasMessage("more than 255 interfaces have been in use since the start, which is as many as flows can"
                        + " tell apart; restart Weir");
        assertThat(links.number(255)).isEqualTo(254);
    }

    @Test
    void linksKeepTheirNumbersForLife() {
        assertThat(links.number(7)).isZero();
        assertThat(links.number(3)).isEqualTo(1);
        assertThat(links.number(7)).isZero();
        links.truncate(1);
        assertThat(links.indexes()).containsExactly(7);
        assertThat(links.number(9)).isEqualTo(1);
    }
}
