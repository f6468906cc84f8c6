package io.weir.arp.neighbor;

import static io.weir.arp.neighbor.NeighborEvent.Kind.CHANGED;
import static io.weir.arp.neighbor.NeighborEvent.Kind.RESOLVED;
import static io.weir.arp.neighbor.NeighborEvent.Kind.STALE;
import static io.weir.arp.neighbor.NeighborEvent.Kind.UNANSWERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.arp.announce.FrameSender;
import io.weir.arp.wire.Interfaces;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real kernel: a balancer with a server on either side. */
@ExtendWith(NoLeakedDescriptors.class)
class NeighborsOnHostsTest {
    private static final String SERVER_MAC = "02:00:00:00:00:20";
    private static final String OTHER_MAC = "02:00:00:00:00:21";
    private static final IpAddress SERVER = IpAddress.of("192.0.2.20");
    private static final IpAddress SERVER_V6 = IpAddress.of("2001:db8::20");

    private final List<NeighborEvent> events = new CopyOnWriteArrayList<>();
    private TestHost balancer;
    private TestHost server;
    private TestHost second;
    private Neighbors neighbors;
    private NeighborKey v4;
    private NeighborKey v6;

    @BeforeEach
    void connect() throws Exception {
        balancer = TestHost.create();
        server = TestHost.create();
        second = TestHost.create();
        balancer.connect("eth0", server, "eth0");
        balancer.connect("eth1", second, "eth0");
        server.ip("link", "set", "eth0", "address", SERVER_MAC);
        balancer.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
        balancer.ip("addr", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
        server.ip("addr", "add", "192.0.2.20/24", "dev", "eth0");
        server.ip("addr", "add", "2001:db8::20/64", "dev", "eth0", "nodad");
        int index = Interfaces.index(balancer, "eth0");
        v4 = new NeighborKey(index, SERVER);
        v6 = new NeighborKey(index, SERVER_V6);
        neighbors = balancer.call(() -> Neighbors.open(events::add));
    }

    @AfterEach
    void disconnect() {
        if (neighbors != null) {
            neighbors.close();
        }
        for (TestHost host : new TestHost[] {balancer, server, second}) {
            if (host != null) {
                host.close();
            }
        }
    }

    @Test
    void bothFamiliesAreResolvedWithoutTheKernelsTable() throws Exception {
        neighbors.watch(Set.of(v4, v6));

        awaitMac(v4, SERVER_MAC);
        awaitMac(v6, SERVER_MAC);
        assertThat(events)
                .containsExactlyInAnyOrder(
                        new NeighborEvent(RESOLVED, v4, null, mac(SERVER_MAC)),
                        new NeighborEvent(RESOLVED, v6, null, mac(SERVER_MAC)));
        assertThat(neighbors.neighbor(v4).stale()).isFalse();
        assertThat(balancer.ip("neigh", "show", SERVER.toString())).isEmpty();
    }

    @Test
    void aSilentMoveIsFollowed() throws Exception {
        neighbors.watch(Set.of(v4, v6));
        awaitMac(v4, SERVER_MAC);
        awaitMac(v6, SERVER_MAC);

        server.ip("link", "set", "eth0", "address", OTHER_MAC);

        awaitMac(v4, OTHER_MAC);
        awaitMac(v6, OTHER_MAC);
        // Five seconds without an answer would have been told.
        assertThat(events)
                .containsOnlyOnce(
                        new NeighborEvent(CHANGED, v4, mac(SERVER_MAC), mac(OTHER_MAC)),
                        new NeighborEvent(CHANGED, v6, mac(SERVER_MAC), mac(OTHER_MAC)))
                .noneMatch(event -> event.kind() == STALE);
    }

    @Test
    void anAnnouncementIsBelievedUntilTheServerSaysOtherwise() throws Exception {
        neighbors.watch(Set.of(v4, v6));
        awaitMac(v4, SERVER_MAC);
        awaitMac(v6, SERVER_MAC);

        announce(server, SERVER);
        announce(server, SERVER_V6);

        for (NeighborKey key : List.of(v4, v6)) {
            NeighborEvent there = new NeighborEvent(CHANGED, key, mac(SERVER_MAC), mac(OTHER_MAC));
            NeighborEvent back = new NeighborEvent(CHANGED, key, mac(OTHER_MAC), mac(SERVER_MAC));
            Await.until(key + " is followed there and back", () -> events.containsAll(List.of(there, back)));
        }
    }

    @Test
    void aServerThatIsGoneKeepsItsAddressForAWhile() throws Exception {
        neighbors.watch(Set.of(v4));
        awaitMac(v4, SERVER_MAC);

        server.ip("link", "set", "eth0", "down");

        Await.until("it is stale", () -> neighbors.neighbor(v4).stale());
        assertThat(neighbors.neighbor(v4).mac()).isEqualTo(mac(SERVER_MAC).bits());
        assertThat(events).contains(new NeighborEvent(STALE, v4, mac(SERVER_MAC), mac(SERVER_MAC)));

        server.ip("link", "set", "eth0", "up");
        Await.until("it is fresh", () -> !neighbors.neighbor(v4).stale());
    }

    @Test
    void anInterfaceThatWasDownIsHeardAgain() throws Exception {
        neighbors.watch(Set.of(v4));
        awaitMac(v4, SERVER_MAC);

        balancer.ip("link", "set", "eth0", "down");
        server.ip("link", "set", "eth0", "address", OTHER_MAC);
        balancer.ip("link", "set", "eth0", "up");

        awaitMac(v4, OTHER_MAC);
    }

    @Test
    void nobodyAnswersForAnAddressThatIsNotThere() throws Exception {
        NeighborKey nobody = new NeighborKey(v4.interfaceIndex(), IpAddress.of("192.0.2.21"));
        neighbors.watch(Set.of(nobody, new NeighborKey(4711, SERVER)));

        Await.until("silence is told", () -> events.contains(new NeighborEvent(UNANSWERED, nobody, null, null)));
        assertThat(neighbors.neighbor(nobody).mac()).isZero();
    }

    @Test
    void interfacesAreToldApart() throws Exception {
        second.ip("link", "set", "eth0", "address", OTHER_MAC);
        second.ip("addr", "add", "192.0.2.20/24", "dev", "eth0");
        NeighborKey other = new NeighborKey(Interfaces.index(balancer, "eth1"), SERVER);

        neighbors.watch(Set.of(v4, other));

        awaitMac(v4, SERVER_MAC);
        awaitMac(other, OTHER_MAC);
        assertThat(balancer.ip("addr", "show", "dev", "eth1")).doesNotContain("192.0.2");
    }

    @Test
    void socketsAreInTheNamespaceOnlyAndGoWithTheirInterface() throws Exception {
        neighbors.watch(Set.of(v4, new NeighborKey(Interfaces.index(balancer, "eth1"), SERVER)));

        Await.until(
                "two an interface",
                () -> packetSockets(balancer.run("cat", "/proc/net/packet")).size() == 4);
        assertThat(packetSockets(Files.readString(Path.of("/proc/net/packet"))))
                .doesNotContainAnyElementsOf(ownSockets());

        neighbors.watch(Set.of(v4));
        Await.until(
                "two are left",
                () -> packetSockets(balancer.run("cat", "/proc/net/packet")).size() == 2);
    }

    /** The inode is the last column; the first line is the heading. */
    private static Set<String> packetSockets(String table) {
        return table.lines()
                .skip(1)
                .map(line -> "socket:[" + line.substring(line.lastIndexOf(' ') + 1) + "]")
                .collect(Collectors.toSet());
    }

    private static Set<String> ownSockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException _) {
                    // The stream's own, or one that another thread has closed.
                }
            }
        }
        return sockets;
    }

    @Test
    void watchingAgainKeepsWhatIsKnown() throws Exception {
        neighbors.watch(Set.of(v4));
        awaitMac(v4, SERVER_MAC);
        Neighbor before = neighbors.neighbor(v4);

        neighbors.watch(Set.of(v4, v6));
        awaitMac(v6, SERVER_MAC);
        assertThat(neighbors.neighbor(v4)).isSameAs(before);

        neighbors.watch(Set.of(v6));
        assertThatThrownBy(() -> neighbors.neighbor(v4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(v4 + " is not watched");
        Await.until("it is let go", before::stale);
    }

    @Test
    void tooManyAreRefused() {
        Set<NeighborKey> keys = new HashSet<>();
        for (int i = 0; i <= Neighbors.MAX_NEIGHBORS; i++) {
            keys.add(new NeighborKey(1, IpAddress.v4(0x0a000001 + i)));
        }

        assertThatThrownBy(() -> neighbors.watch(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("4097 neighbours; at most 4096");
    }

    private void announce(TestHost from, IpAddress address) throws Exception {
        int index = Interfaces.index(from, "eth0");
        from.call(() -> {
            FrameSender.packetSocket().send(index, AnnouncementFrames.announcing(address, mac(OTHER_MAC)));
            return true;
        });
    }

    private void awaitMac(NeighborKey key, String mac) throws Exception {
        Await.until(key + " is at " + mac, () -> neighbors.neighbor(key).mac() == mac(mac).bits());
    }

    private static MacAddress mac(String text) {
        return MacAddress.parse(text).orElseThrow();
    }
}
