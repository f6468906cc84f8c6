package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Configuration;
import io.weir.core.service.Fallback;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.Protocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The examples that users copy do what they say. */
class ExampleFilesTest {
    private static final Path TEST_COPIES = Path.of("src/test/resources/config/examples");
    private static final Path SHIPPED = Path.of("../examples/requirement-scenario.yaml");
    private static final Path LAYER_4 = Path.of("../examples/layer-4.yaml");

    @Test
    void requirementScenarioLoadsUnchanged() throws InvalidConfiguration {
        Configuration configuration = ConfigurationFile.load(TEST_COPIES.resolve("requirement-scenario.yaml"));

        assertThat(configuration.node().name()).isEqualTo("lb-a");
        assertThat(configuration.virtualServices())
                .extracting(VirtualService::name)
                .containsExactly("IIS_VIP", "DA_VIP");
        VirtualService iis = configuration.virtualServices().getFirst();
        assertThat(iis.mode()).isEqualTo(Mode.L7_SNAT);
        assertThat(iis.address()).isEqualTo(IpAddress.of("192.168.86.177"));
        assertThat(iis.ports()).isEqualTo(PortSet.of(443));
        assertThat(iis.scheduler()).isEqualTo(SchedulerKind.WLC);
        assertThat(iis.persistence().type()).isEqualTo(Persistence.Type.SOURCE_IP);
        assertThat(iis.persistence().timeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(iis.fallback()).isEqualTo(new Fallback(IpAddress.of("127.0.0.1"), 9081));
        assertThat(iis.realServers()).extracting(RealServer::name).containsExactly("IIS1", "IIS2");
        VirtualService da = configuration.virtualServices().getLast();
        assertThat(da.timeouts().client()).isEqualTo(Duration.ofMinutes(5));
        assertThat(da.timeouts().server()).isEqualTo(Duration.ofMinutes(5));
        assertThat(da.timeouts().connect()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void shippedExampleIsTheOneTested() throws IOException {
        assertThat(SHIPPED).hasSameTextualContentAs(TEST_COPIES.resolve("requirement-scenario.yaml"));
    }

    @Test
    void exampleOfLayer4HasAServiceForEachMode() throws InvalidConfiguration {
        Configuration configuration = ConfigurationFile.load(LAYER_4);

        assertThat(configuration.l4().interfaces()).containsExactly("eth0", "eth1");
        assertThat(configuration.virtualServices())
                .extracting(VirtualService::mode)
                .containsExactly(Mode.L4_DR, Mode.L4_NAT, Mode.L4_SNAT);
        VirtualService nat = configuration.virtualServices().get(1);
        assertThat(nat.persistence().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(nat.fallback()).isEqualTo(new Fallback(IpAddress.of("10.20.0.99"), 80));
        VirtualService dns = configuration.virtualServices().getLast();
        assertThat(dns.protocol()).isEqualTo(Protocol.TCP_UDP);
        assertThat(dns.fallback()).isNull();
    }

    @Test
    void exampleOfAllModesLacksOnlyItsCertificate() throws IOException {
        String text = Files.readString(TEST_COPIES.resolve("mode-per-vip.yaml"));
        InvalidConfiguration refused = catchThrowableOfType(
                InvalidConfiguration.class, () -> ConfigurationFile.parse("mode-per-vip.yaml", text));

        assertThat(refused.problems())
                .extracting(Problem::text)
                .singleElement()
                .asString()
                .startsWith("there is no file")
                .contains("/portal.pem;");
    }
}
