package io.weir.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.netlink.HostChange.AddressChanged;
import io.weir.kernel.netlink.HostChange.LinkChanged;
import io.weir.kernel.netlink.HostChange.NeighbourChanged;
import io.weir.kernel.netlink.HostChange.Resync;
import io.weir.kernel.netlink.HostChange.RouteChanged;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class RouteMonitorTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private TestHost host;
    private TestHost peer;
    private RouteMonitor monitor;

    @BeforeEach
    void open() throws Exception {
        host = TestHost.create();
        peer = TestHost.create();
        monitor = host.call(RouteMonitor::open);
    }

    @AfterEach
    void close() {
        monitor.close();
        host.close();
        peer.close();
    }

    @Test
    void linksAreReportedFromTheirComingToTheirGoing() throws Exception {
        host.connect("eth0", peer, "eth0");
        awaitChange(change -> change instanceof LinkChanged(Link link, boolean removed)
                && link.name().equals("eth0")
                && link.running()
                && link.mac().isPresent()
                && !removed);

        host.ip("link", "set", "eth0", "mtu", "1400", "address", "02:00:00:00:00:0a");
        awaitChange(change -> change instanceof LinkChanged(Link link, boolean _)
                && link.mtu() == 1400
                && link.mac().orElse(0) == 0x02_00_00_00_00_0aL);

        peer.ip("link", "set", "eth0", "down");
        awaitChange(change -> change instanceof LinkChanged(Link link, boolean _) && link.up() && !link.carrier());

        host.ip("link", "del", "eth0");
        awaitChange(change -> change instanceof LinkChanged(Link link, boolean removed)
                && link.name().equals("eth0")
                && removed);
    }

    @Test
    void aPortThatLeavesItsBridgeIsNotReportedAsGone() throws Exception {
        host.connect("eth0", peer, "eth0");
        host.ip("link", "add", "br0", "type", "bridge");
        host.ip("link", "set", "eth0", "master", "br0");
        host.ip("link", "set", "eth0", "nomaster");
        host.ip("link", "set", "eth0", "mtu", "1234");

        List<HostChange> seen =
                awaitChange(change -> change instanceof LinkChanged(Link link, boolean _) && link.mtu() == 1234);

        assertThat(seen).noneMatch(change -> change instanceof LinkChanged(Link _, boolean removed) && removed);
    }

    @Test
    void addressesRoutesAndNeighboursAreReported() throws Exception {
        host.connect("eth0", peer, "eth0");
        for (boolean removed : new boolean[] {false, true}) {
            String verb = removed ? "del" : "add";
            if (!removed) {
                host.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
                host.ip("addr", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
            }
            host.ip("route", verb, "198.51.100.0/24", "via", "192.0.2.1");
            host.ip("-6", "route", verb, "2001:db8:1::/64", "via", "2001:db8::1");
            host.ip("neigh", verb, "192.0.2.1", "lladdr", "02:00:00:00:00:0b", "dev", "eth0");
            if (removed) {
                host.ip("addr", "del", "192.0.2.10/24", "dev", "eth0");
                host.ip("addr", "del", "2001:db8::10/64", "dev", "eth0");
            }
            List<HostChange> seen =
                    awaitChange(change -> change instanceof AddressChanged(InterfaceAddress address, boolean gone)
                            && address.text().equals("2001:db8:0:0:0:0:0:10/64")
                            && gone == removed);
            seen.addAll(awaitChangeOrNone());
            assertThat(seen)
                    .anyMatch(change -> change instanceof AddressChanged(InterfaceAddress address, boolean gone)
                            && address.text().equals("192.0.2.10/24")
                            && gone == removed)
                    .anyMatch(change -> change instanceof RouteChanged(Route route, boolean gone)
                            && route.text().equals("198.51.100.0/24")
                            && gone == removed)
                    .anyMatch(change -> change instanceof RouteChanged(Route route, boolean gone)
                            && route.text().equals("2001:db8:1:0:0:0:0:0/64")
                            && gone == removed)
                    .anyMatch(change -> change instanceof NeighbourChanged(Neighbour neighbour, boolean _)
                            && neighbour.address().getHostAddress().equals("192.0.2.1")
                            && (neighbour.state() == NeighbourState.PERMANENT) == !removed);
        }
    }

    @Test
    void lostReportsAreSaidToBeLost() throws Exception {
        try (RouteMonitor small = host.call(() -> RouteMonitor.open(1))) {
            for (int i = 1; i < 40; i++) {
                host.ip("addr", "add", "10.0.0." + i + "/32", "dev", "lo");
            }

            assertThat(small.await(LONG)).first().isEqualTo(new Resync());
            assertThat(small.await(Duration.ZERO)).isEmpty();
            host.ip("addr", "add", "10.0.1.1/32", "dev", "lo");
            assertThat(small.await(LONG)).isNotEmpty().doesNotContain(new Resync());
        }
    }

    @Test
    void awaitReturnsAfterItsTimeoutAndAtAWakeup() throws Exception {
        monitor.await(Duration.ofMillis(200));
        assertThat(monitor.await(Duration.ofMillis(1))).isEmpty();

        FutureTask<List<HostChange>> waiting = new FutureTask<>(() -> monitor.await(Duration.ofHours(1)));
        Thread thread = Thread.ofPlatform().daemon().start(waiting);
        Await.until("the thread is in poll", () -> thread.getState() == Thread.State.RUNNABLE);
        monitor.wakeup();
        assertThat(waiting.get()).isEmpty();

        monitor.wakeup();
        assertThat(monitor.await(Duration.ofHours(1))).as("woken before").isEmpty();
    }

    private List<HostChange> awaitChangeOrNone() throws Exception {
        return monitor.await(Duration.ofMillis(100));
    }

    /** Everything up to the change. */
    private List<HostChange> awaitChange(Predicate<HostChange> wanted) throws Exception {
        List<HostChange> seen = new ArrayList<>();
        long deadline = System.nanoTime() + LONG.toNanos();
        while (seen.stream().noneMatch(wanted)) {
            assertThat(System.nanoTime()).as("in time; seen: %s", seen).isLessThan(deadline);
            seen.addAll(monitor.await(Duration.ofSeconds(1)));
        }
        return seen;
    }
}
