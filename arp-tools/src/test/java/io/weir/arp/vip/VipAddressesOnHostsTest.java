package io.weir.arp.vip;

import static io.weir.arp.vip.Snapshots.EMPTY;
import static io.weir.arp.vip.Snapshots.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane.Staged;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.netlink.InterfaceAddress;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real kernel: a balancer and a neighbour, joined by a cable. */
@ExtendWith(NoLeakedDescriptors.class)
class VipAddressesOnHostsTest {
    private static final MacAddress MAC = new MacAddress(0x0200_0000_000aL);
    private static final String SOMEONE_ELSE = "02:00:00:00:00:99";

    private final List<Process> processes = new ArrayList<>();
    private final List<VipAddresses> planes = new ArrayList<>();
    private TestHost balancer;
    private TestHost neighbour;

    @BeforeEach
    void connectBalancerAndNeighbour() throws Exception {
        balancer = TestHost.create();
        neighbour = TestHost.create();
        balancer.connect("eth0", neighbour, "eth0");
        balancer.ip("link", "set", "eth0", "address", MAC.toString());
        balancer.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
        balancer.ip("addr", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
        neighbour.ip("addr", "add", "192.0.2.20/24", "dev", "eth0");
        neighbour.ip("addr", "add", "2001:db8::20/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void removeEverything() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        if (balancer != null) {
            // In the balancer: elsewhere it would remove addresses of this machine.
            for (VipAddresses plane : planes) {
                inBalancer(plane::close);
            }
            balancer.close();
        }
        if (neighbour != null) {
            neighbour.close();
        }
    }

    @Test
    void stagedAddressesAreMarkedBindableAtOnceAndGoneAfterRollback() throws Exception {
        VipAddresses addresses = VipAddresses.ofThisHost();
        planes.add(addresses);
        Snapshot next = Snapshots.of(service("web", "192.0.2.77", null), service("web6", "2001:db8::77", null));

        Staged staged = balancer.call(() -> {
            Staged result = addresses.stage(EMPTY, next);
            bind("192.0.2.77");
            bind("2001:db8::77");
            return result;
        });

        assertThat(addressesOfBalancer()).anySatisfy(found -> {
            assertThat(found.text()).isEqualTo("192.0.2.77/32");
            assertThat(found.protocol()).isEqualTo(NetlinkHostAddresses.MARK);
        });
        assertThat(addressesOfBalancer()).anySatisfy(found -> {
            assertThat(found.text()).isEqualTo("2001:db8:0:0:0:0:0:77/128");
            assertThat(found.protocol()).isEqualTo(NetlinkHostAddresses.MARK);
            assertThat(found.tentative()).isFalse();
        });
        assertThat(balancer.ip("addr", "show", "dev", "eth0")).contains("192.0.2.77/32", "2001:db8::77/128");

        inBalancer(staged::rollback);
        assertThat(balancer.ip("addr")).doesNotContain("::77/", ".77/").contains("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void theHostsOwnConnectionsKeepTheirSourceAddress() throws Exception {
        apply(Snapshots.of(service("web", "192.0.2.77", null), service("web6", "2001:db8::77", null)));

        assertThat(balancer.ip("route", "get", "192.0.2.76")).contains("src 192.0.2.10");
        assertThat(balancer.ip("-6", "route", "get", "2001:db8::76")).contains("src 2001:db8::10");
    }

    @Test
    void aNeighbourThatKnewAnotherOwnerLearnsTheNewOne() throws Exception {
        for (String vip : List.of("192.0.2.77", "2001:db8::77")) {
            neighbour.ip("neigh", "replace", vip, "lladdr", SOMEONE_ELSE, "dev", "eth0", "nud", "stale");
        }

        apply(Snapshots.of(service("web", "192.0.2.77", null), service("web6", "2001:db8::77", null)));

        for (String vip : List.of("192.0.2.77", "2001:db8::77")) {
            Await.until(
                    "the neighbour knows " + vip,
                    () -> neighbour.ip("neigh", "show", vip).contains(MAC.toString()));
        }
    }

    @Test
    void bothFormsOfArpAreOnTheWire() throws Exception {
        IpAddress vip = IpAddress.of("192.0.2.77");
        int index = neighbour.call(VipAddressesOnHostsTest::indexOfEth0);
        try (PacketSocket wire = neighbour.call(() -> PacketSocket.open(index, IfPacket.ETH_P_ARP))) {
            apply(Snapshots.of(service("web", "192.0.2.77", null)));

            assertThat(nextFrame(wire)).isEqualTo(AnnouncementFrames.gratuitousRequest(vip, MAC));
            assertThat(nextFrame(wire)).isEqualTo(AnnouncementFrames.gratuitousReply(vip, MAC));
            assertThat(nextFrame(wire)).as("again").isEqualTo(AnnouncementFrames.gratuitousRequest(vip, MAC));
        }
    }

    @Test
    void whatTheOperatorPutThereStays() throws Exception {
        balancer.ip("addr", "add", "192.0.2.77/24", "dev", "eth0");
        VipAddresses addresses = apply(Snapshots.of(service("web", "192.0.2.77", null)));

        inBalancer(addresses::close);

        assertThat(balancer.ip("addr")).contains("192.0.2.77/24").doesNotContain("192.0.2.77/32");
    }

    @Test
    void closingRemovesBothFamilies() throws Exception {
        VipAddresses addresses =
                apply(Snapshots.of(service("web", "192.0.2.77", null), service("web6", "2001:db8::77", null)));

        inBalancer(addresses::close);

        assertThat(balancer.ip("addr")).doesNotContain("::77/", ".77/").contains("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void whatAKilledDaemonLeftBehindIsCleanedOrTakenOver() throws Exception {
        Process killed = daemon(List.of(), "192.0.2.77", "192.0.2.78", "2001:db8::77");
        assertThat(firstLine(killed)).isEqualTo(DaemonProcess.READY);
        assertThat(killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(balancer.ip("addr")).contains("192.0.2.77/32", "192.0.2.78/32", "2001:db8::77/128");

        VipAddresses addresses = apply(Snapshots.of(service("web", "192.0.2.77", null)));
        assertThat(balancer.ip("addr")).contains("192.0.2.77/32").doesNotContain("192.0.2.78", "::77/");

        inBalancer(addresses::close);
        assertThat(balancer.ip("addr")).doesNotContain("192.0.2.77");
    }

    @Test
    void aDaemonThatEndsLeavesNothing() throws Exception {
        Process daemon = daemon(List.of(), "192.0.2.77", "2001:db8::77");
        assertThat(firstLine(daemon)).isEqualTo(DaemonProcess.READY);

        daemon.getOutputStream().close();

        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(balancer.ip("addr")).doesNotContain("::77/", ".77/");
    }

    @Test
    void withoutTheCapabilityTheMessageSaysWhatToDo() throws Exception {
        Process daemon = daemon(List.of("setpriv", "--bounding-set=-net_admin"), "192.0.2.77");

        assertThat(firstLine(daemon))
                .isEqualTo("service \"service0\": the address 192.0.2.77 cannot be put on eth0 without CAP_NET_ADMIN;"
                        + " run as root, grant the capability, or put the address there yourself:"
                        + " ip addr add 192.0.2.77/32 dev eth0");
    }

    @Test
    void withoutRawSocketsAddressesWorkUnannounced() throws Exception {
        Process daemon = daemon(List.of("setpriv", "--bounding-set=-net_raw"), "192.0.2.77");

        assertThat(firstLine(daemon)).isEqualTo(DaemonProcess.READY);
        assertThat(balancer.ip("addr")).contains("192.0.2.77/32");
    }

    @Test
    void anAddressOfNoSubnetIsRefusedWithTheSubnetsThereAre() {
        assertThatThrownBy(() -> apply(Snapshots.of(service("web", "198.51.100.7", null))))
                .isInstanceOf(ApplyException.class)
                .hasMessageStartingWith(
                        "service \"web\": no interface has a subnet that holds the address 198.51.100.7;")
                .hasMessageContaining("Interfaces: eth0 (192.0.2.10/24 2001:db8::10/64)");
    }

    @Test
    void anInterfaceWithoutIpv6RefusesInTheKernelsWords() {
        balancer.run("sysctl", "-q", "-w", "net.ipv6.conf.eth0.disable_ipv6=1");

        assertThatThrownBy(() -> apply(Snapshots.of(service("web6", "2001:db8::77", "eth0"))))
                .isInstanceOf(ApplyException.class)
                .hasMessageContaining("service \"web6\": the address 2001:db8::77 cannot be put on eth0")
                .hasMessageContaining("IPv6 is disabled on this device");
    }

    private VipAddresses apply(Snapshot next) throws Exception {
        VipAddresses addresses = VipAddresses.ofThisHost();
        planes.add(addresses);
        return balancer.call(() -> {
            addresses.stage(EMPTY, next).commit();
            return addresses;
        });
    }

    private void inBalancer(Runnable task) throws Exception {
        balancer.call(() -> {
            task.run();
            return true;
        });
    }

    private static void bind(String address) throws Exception {
        try (ServerSocket socket = new ServerSocket(80, 1, InetAddress.getByName(address))) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    private List<InterfaceAddress> addressesOfBalancer() throws Exception {
        return balancer.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.addresses();
            }
        });
    }

    private static int indexOfEth0() throws Exception {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            return netlink.links().stream()
                    .filter(link -> link.name().equals("eth0"))
                    .mapToInt(Link::index)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] nextFrame(PacketSocket wire) throws Exception {
        byte[] frame = wire.receive(Duration.ofSeconds(10));
        assertThat(frame).isNotNull();
        return frame == null ? new byte[0] : frame;
    }

    private Process daemon(List<String> wrapper, String... vips) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", balancer.name()));
        command.addAll(wrapper);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DaemonProcess.class.getName()));
        command.addAll(Arrays.asList(vips));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private static String firstLine(Process process) throws Exception {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        assertThat(line).isNotNull();
        return line == null ? "" : line;
    }
}
