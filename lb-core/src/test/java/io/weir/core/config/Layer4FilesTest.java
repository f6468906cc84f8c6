package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Configuration;
import io.weir.core.service.Fallback;
import io.weir.core.service.Mode;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a file may say of layer 4; what it may not is in the files of {@link InvalidFilesTest}. */
class Layer4FilesTest {
    private static final String SERVICE = """
              - name: NAME
                mode: MODE
                address: 192.0.2.10
                ports: 443
                real-servers: [{ name: web1, address: 198.51.100.11 }]
            """;

    private static Configuration read(String text) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", text);
    }

    private static String service(String name, Mode mode, String keys) {
        return SERVICE.replace("NAME", name).replace("MODE", mode.key()) + keys.indent(4);
    }

    private static VirtualService only(String before, Mode mode, String keys) throws InvalidConfiguration {
        List<VirtualService> services = read(before + "virtual-services:\n" + service("web", mode, keys))
                .virtualServices();
        assertThat(services).hasSize(1);
        return services.getFirst();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void modeIsChangedByOneWord(Mode mode) throws InvalidConfiguration {
        VirtualService service = only("", mode, "persistence: { type: source-ip }");

        assertThat(service.mode()).isEqualTo(mode);
        assertThat(service.persistence().timeout()).isEqualTo(Duration.ofMinutes(mode.isLayer7() ? 30 : 5));
        assertThat(service.fallback())
                .isEqualTo(mode.isLayer7() ? new Fallback(IpAddress.of("127.0.0.1"), 9081) : null);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"L4_DR", "L4_NAT", "L4_SNAT"})
    void defaultsMayCarryWhatOnlyLayer7Uses(Mode mode) throws InvalidConfiguration {
        VirtualService service = only("""
                defaults:
                  timeouts: { client: 5m }
                  proxy-protocol: { send: v2 }
                  source-address: 2001:db8::1
                  fallback: { address: 127.0.0.1, port: 9081 }
                  persistence: { timeout: 1h }
                """, mode, "persistence: { type: source-ip }");

        assertThat(service.timeouts().client()).isEqualTo(Duration.ofSeconds(43));
        assertThat(service.proxyProtocol()).isEqualTo(new ProxyProtocol(false, ProxyProtocol.Send.NONE));
        assertThat(service.sourceAddress()).isNull();
        assertThat(service.fallback()).isNull();
        assertThat(service.persistence().timeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void fallbackOfDefaultsIsForTheModesThatReachIt() throws InvalidConfiguration {
        String defaults = "defaults: { fallback: { address: 198.51.100.99, port: 80 } }\n";
        Fallback fallback = new Fallback(IpAddress.of("198.51.100.99"), 80);

        assertThat(only(defaults, Mode.L4_NAT, "").fallback()).isEqualTo(fallback);
        assertThat(only(defaults, Mode.L4_SNAT, "").fallback()).isEqualTo(fallback);
        assertThat(only(defaults, Mode.L4_DR, "").fallback()).isNull();
        assertThat(only(defaults, Mode.L4_NAT, "fallback: null").fallback()).isNull();
        assertThat(only(defaults, Mode.L4_NAT, "fallback: { port: 8080 }").fallback())
                .isEqualTo(new Fallback(IpAddress.of("198.51.100.99"), 8080));
    }

    @Test
    void keysThatAskForNothingAreNoFault() throws InvalidConfiguration {
        assertThat(only("", Mode.L4_DR, """
                fallback: null
                source-address: null
                transparent: false
                proxy-protocol: { accept: none, send: none }
                health-check: { through-vip: false }
                """).mode()).isEqualTo(Mode.L4_DR);
    }

    @Test
    void allPortsOfBothProtocols() throws InvalidConfiguration {
        String service = service("web", Mode.L4_SNAT, "protocol: tcp+udp\nhealth-check: { port: 80 }")
                .replace("ports: 443", "ports: \"*\"");
        VirtualService all =
                read("virtual-services:\n" + service).virtualServices().getFirst();
        assertThat(all.ports()).isEqualTo(PortSet.ALL);
        assertThat(all.protocol()).isEqualTo(Protocol.TCP_UDP);

        String many = service("web", Mode.L4_NAT, "protocol: udp").replace("ports: 443", "ports: 1000-60000");
        assertThat(read("virtual-services:\n" + many)
                        .virtualServices()
                        .getFirst()
                        .ports()
                        .size())
                .isEqualTo(59_001);
    }

    @Test
    void allPortsNeedNoPortToCheckWhereServersHaveOne() throws InvalidConfiguration {
        String service = service("web", Mode.L4_NAT, "")
                .replace("ports: 443", "ports: \"*\"")
                .replace("198.51.100.11 }", "198.51.100.11, port: 80 }");
        assertThat(read("virtual-services:\n" + service).virtualServices()).hasSize(1);
    }

    @Test
    void directReturnMayNameTheOnePortThatItKeeps() throws InvalidConfiguration {
        String service = service("web", Mode.L4_DR, "").replace("198.51.100.11 }", "198.51.100.11, port: 443 }");
        assertThat(read("virtual-services:\n" + service)
                        .virtualServices()
                        .getFirst()
                        .realServers())
                .extracting(RealServer::port)
                .containsExactly(443);
    }

    @Test
    void tcpAndUdpOfOnePortMayBelongToTwoServices() throws InvalidConfiguration {
        assertThat(read("virtual-services:\n"
                                + service("a", Mode.L4_NAT, "protocol: tcp")
                                + service("b", Mode.L4_DR, "protocol: udp"))
                        .virtualServices())
                .hasSize(2);
    }

    @Test
    void disabledServiceHidesNothing() throws InvalidConfiguration {
        String other = SERVICE.replace("NAME", "b")
                .replace("MODE", "l7-snat")
                .replace("198.51.100.11", "192.0.2.10, port: 80")
                .replace("    address: 192.0.2.10\n", "    address: 192.0.2.11\n");
        assertThat(read("virtual-services:\n" + service("a", Mode.L4_NAT, "enabled: false") + other)
                        .virtualServices())
                .hasSize(2);
    }

    @Test
    void layer4PortsMayBeThoseOfAPageOnEveryAddress() throws InvalidConfiguration {
        String page = "fallback-page: { address: 0.0.0.0, port: 443 }\nvirtual-services:\n";
        assertThat(read(page + service("a", Mode.L4_NAT, "")).virtualServices()).hasSize(1);
        assertThrows(InvalidConfiguration.class, () -> read(page + service("a", Mode.L7_SNAT, "")));
    }

    @Test
    void emptyListsAreChosenByWeir() throws InvalidConfiguration {
        assertThat(read("l4: { interfaces: [], snat-addresses: [] }\nvirtual-services: []")
                        .l4())
                .isEqualTo(Configuration.L4.automatic());
    }
}
