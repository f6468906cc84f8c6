package io.weir.arp.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.check.CheckPlan.Place;
import io.weir.arp.vip.HostInterface;
import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckPlanTest {
    private static final List<HostInterface> HOST = List.of(
            link(1, "lo", true, null, "127.0.0.1/8"),
            link(2, "eth0", false, "52:54:00:00:00:02", "192.0.2.2/24", "2001:db8::2/64"),
            link(3, "eth1", false, "52:54:00:00:00:03", "198.51.100.2/24"));

    private static HostInterface link(
            int index, String name, boolean loopback, @Nullable String mac, String... addresses) {
        return new HostInterface(
                index,
                name,
                true,
                loopback,
                mac == null ? null : MacAddress.parse(mac).orElseThrow(),
                List.of(addresses).stream()
                        .map(one -> new HostInterface.Address(Cidr.parse(one).orElseThrow(), false))
                        .toList());
    }

    private static CheckPlan plan(String services) throws InvalidConfiguration {
        return CheckPlan.of(ConfigurationFile.parse("weir.yaml", "virtual-services:\n" + services), HOST);
    }

    @Test
    void asksOnTheVipsLinkAndServersOnTheirs() throws InvalidConfiguration {
        CheckPlan plan = plan("""
                  - name: web
                    mode: l4-dr
                    address: 192.0.2.10
                    ports: "80,8000-8010"
                    real-servers:
                      - { name: s1, address: 198.51.100.51 }
                """);

        CheckPlan.Vip vip = plan.vips().getFirst();
        assertThat(vip.from()).isNotNull().matches(from -> from.interfaceName().equals("eth0"));
        assertThat(vip.layer4()).isTrue();
        assertThat(vip.servers()).singleElement().satisfies(server -> {
            assertThat(server.from())
                    .isNotNull()
                    .matches(from -> from.interfaceName().equals("eth1")
                            && IpAddress.of("198.51.100.2").equals(from.source()));
            assertThat(server.ports()).containsExactly(80, 8000);
        });
        assertThat(plan.interfaces()).containsExactly(2, 3);
        assertThat(plan.names()).containsEntry(new Place(3, IpAddress.of("198.51.100.51")), "web/s1");
        assertThat(plan.ours()).hasSize(2);
    }

    @Test
    void servicesOfOneVipAreOneQuestion() throws InvalidConfiguration {
        CheckPlan plan = plan("""
                  - name: dns
                    mode: l4-dr
                    protocol: udp
                    address: 2001:db8::10
                    ports: 53
                    real-servers: [{ name: s1, address: "2001:db8::51" }]
                  - name: web
                    mode: l4-snat
                    address: 2001:db8::10
                    ports: 80
                    real-servers: [{ name: s1, address: "2001:db8::51" }]
                """);

        assertThat(plan.vips()).singleElement().satisfies(vip -> {
            assertThat(vip.services()).containsExactly("dns", "web");
            assertThat(vip.servers())
                    .singleElement()
                    .matches(server -> server.ports().isEmpty());
        });
    }

    @Test
    void whatIsOnNoLinkAndIsDisabledIsNotAskedFor() throws InvalidConfiguration {
        CheckPlan plan = plan("""
                  - { name: local, mode: l7-snat, address: 127.0.0.1, ports: 80, real-servers: [{ name: s1, address: 192.0.2.51 }] }
                  - { name: routed, mode: l7-snat, address: 203.0.113.1, ports: 80, real-servers: [{ name: s1, address: 192.0.2.51 }] }
                  - { name: off, mode: l7-snat, enabled: false, address: 192.0.2.11, ports: 80,
                      real-servers: [{ name: s1, address: 192.0.2.51 }] }
                """);

        assertThat(plan.vips()).isEmpty();
    }
}
