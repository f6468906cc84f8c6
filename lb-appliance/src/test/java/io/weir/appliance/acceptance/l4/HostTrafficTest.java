package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The balancer is a host too: its own connections share the interface, and even the addresses, with layer 4. */
@Tag("root")
@Isolated
class HostTrafficTest {
    private static final int OWN_PORT = 2222;
    /** Seconds; it is stopped before. */
    private static final String LONGEST_LOAD = "60";

    @ParameterizedTest
    @EnumSource(names = {"AF_PACKET", "NATIVE_XDP"})
    void theHostsOwnTrafficGoesOnUnderFullLoad(Engine engine) {
        goesOn(engine);
    }

    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "GENERIC_XDP"})
    @Tag("long")
    void theHostsOwnTrafficGoesOnUnderFullLoadOfTheOthers(Engine engine) {
        goesOn(engine);
    }

    private static void goesOn(Engine engine) {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel hides nothing from itself");
        Payload payload = Payload.ONE;
        Route snat = new Route(Mode.SNAT, Family.IPV4);
        Route nat = new Route(Mode.NAT, Family.IPV6);
        try (L4Lab lab = L4Lab.open(Arm.ONE)) {
            Backend.startAll(lab, payload);
            for (var host : List.of(lab.balancer(), lab.near())) {
                host.start(JavaProgram.shortLived(LongSessions.class.getName(), "serve", host.name(), "" + OWN_PORT));
                Programs.awaitListening(host, OWN_PORT);
            }
            LabDaemon daemon = Balancer.startWeir(lab, Services.all(lab, List.of(snat, nat), engine.section()));
            engine.assertInUse(daemon, 1);
            List<Sessions> own = new ArrayList<>();
            for (Family family : Family.values()) {
                String balancer = lab.balancerAddress(family);
                own.add(Sessions.open(lab.near(), balancer, OWN_PORT, 5));
                own.add(Sessions.open(lab.far(), balancer, OWN_PORT, 5));
                own.add(Sessions.open(lab.balancer(), L4Lab.address(lab.near(), family), OWN_PORT, 5));
                own.add(Sessions.open(
                        lab.balancer(), L4Lab.address(lab.servers().getFirst(), family), Backend.SESSIONS, 5));
            }

            LabProcess load = load(lab, snat.vip());
            namesAndNeighborsAreFound(lab);
            for (Route route : List.of(snat, nat)) {
                String url = Programs.url("http", route.vip(), 80, Payload.LARGE);
                assertThat(Programs.digestOf(lab.far(), url)).isEqualTo(payload.largeDigest());
            }
            String direct = Programs.url("http", L4Lab.address(lab.servers().getFirst(), Family.IPV4), 80, "");
            assertThat(Programs.request(lab.balancer(), direct, 100)).hasSize(100);
            assertThat(Programs.request(lab.far(), Programs.url("http", snat.vip(), 80, ""), 100))
                    .hasSize(100);

            own.forEach(each -> each.awaitProgress(10));
            namesAndNeighborsAreFound(lab);
            assertThat(load.alive()).as(load.stderr().text()).isTrue();
            load.stop(Programs.SOON);
            assertThat(own).allMatch(each -> each.ended().isEmpty());
            assertThat(daemon.status().every("up")).isTrue();
            assertThat(daemon.process().stderr().count(line -> line.contains(" down")))
                    .isZero();
            own.forEach(Sessions::close);
        }
    }

    /** As much as the balancer carries, until it is stopped. */
    private static LabProcess load(L4Lab lab, String vip) {
        long before = Programs.receivedBytes(lab.balancer(), "eth0");
        LabProcess load = lab.far().start("iperf3", "-c", vip, "-p", "" + Backend.BULK, "-P", "4", "-t", LONGEST_LOAD);
        Await.until("load", Programs.SOON, () -> Programs.receivedBytes(lab.balancer(), "eth0") - before > 64 << 20);
        return load;
    }

    /** DNS, whose answers come from a server's address; ARP and neighbor discovery in both directions. */
    private static void namesAndNeighborsAreFound(L4Lab lab) {
        LabHost server = lab.servers().getFirst();
        for (Family family : Family.values()) {
            String address = L4Lab.address(server, family);
            for (int i = 0; i < 5; i++) {
                assertThat(Programs.dig(lab.balancer(), address, Backend.WHO)).isEqualTo(server.name());
            }
            assertThat(Programs.dig(lab.balancer(), address, Backend.WHO, "+tcp"))
                    .isEqualTo(server.name());
            finds(lab.balancer(), L4Lab.address(lab.near(), family));
            finds(lab.near(), lab.balancerAddress(family));
        }
    }

    private static void finds(LabHost host, String address) {
        host.require("ip", Family.of(address).flag(), "neighbor", "flush", "to", address);
        assertThat(host.run(Programs.SOON, "ping", "-n", "-c", "3", "-i", "0.05", "-W", "2", address)
                        .stdout())
                .contains("3 received");
    }
}
