package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.claim.WantedClaim;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.l4.view.L4View;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's interfaces, addresses and routes change while layer 4 works. */
class HostChangesTest {
    private static final IpAddress FAR = IpAddress.of("172.16.0.9");

    private final PlaneLab lab;

    HostChangesTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void anInterfaceThatIsGoneIsAskedForNoMore() throws Exception {
        lab.host.add(4, "vx", "10.4.0.1/24");
        lab.apply(PlaneLab.web("l4-nat", "10.4.0.5"));
        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "vx");
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));

        lab.host.interfaces.remove(4);
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5", "10.0.0.6"));

        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "eth1");
        assertThat(lab.host.guard().opened.getLast()).containsExactly("eth0", "eth1");
        assertThat(lab.syn(1000)).as("by the number of a link behind the gap").startsWith(2, 0x55);
    }

    @Test
    void oneThatIsBackHasAnotherNumber() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        lab.host.interfaces.remove(3);
        lab.host.turn(true);
        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0");

        lab.host.add(9, "eth1", "10.0.0.1/24");
        lab.host.turn(true);

        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "eth1");
        assertThat(lab.plane.links()).extracting(link -> link.name()).containsExactly("eth0", "gone", "eth1");
        assertThat(lab.syn(1000)).startsWith(2, 0x55);
    }

    @Test
    void aRouteThatMovesIsGuardedWhereItLeads() throws Exception {
        lab.host.add(4, "eth2", "10.2.0.1/24");
        lab.host.routes.put(FAR, new Topology.Hop(3, IpAddress.of("10.0.0.254")));
        lab.apply(PlaneLab.web("l4-snat", FAR.toString()));

        lab.host.routes.put(FAR, new Topology.Hop(4, IpAddress.of("10.2.0.254")));
        lab.host.turn(true);

        assertThat(lab.host.guard().opened.getLast()).contains("eth2");
        assertThat(Objects.requireNonNull(lab.host.guard().hidden).sources()).contains(IpAddress.of("10.2.0.1"));
        assertThat(lab.host.queues.getLast().names()).contains("eth2");
    }

    @Test
    void anInterfaceThatIsDownDoesNotKeepOthersFromBeingFollowed() throws Exception {
        lab.host.add(4, "eth2", "10.2.0.1/24");
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5", "10.2.0.5"));
        int opened = lab.host.queues.size();

        lab.host.set(4, "eth2", false, 0x0200_0000_0004L, "10.2.0.1/24");
        lab.host.turn(true);
        assertThat(lab.host.queues).as("what is open outlasts it").hasSize(opened);

        lab.host.mtus.put(3, 9000);
        lab.host.turn(true);
        assertThat(lab.plane.links().get(1).mtu()).isEqualTo(9000);
        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "eth1");
        assertThat(lab.syn(1000)).startsWith(2, 0x55);

        lab.host.set(4, "eth2", true, 0x0200_0000_0004L, "10.2.0.1/24");
        lab.host.turn(true);
        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "eth1", "eth2");
    }

    @Test
    void whatIsWrongAroundAServiceIsItsProblemUntilItIsOver() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        assertThat(lab.plane.problems()).isEmpty();

        lab.host.add(4, "dummy0", "192.0.2.10/32");
        lab.host.turn(true);
        FakeWire wire = lab.host.wire();
        wire.listener.contested(wire.held.iterator().next(), FakeWire.OTHER, null);
        assertThat(lab.plane.problems().get("web"))
                .startsWith("address 192.0.2.10 is contested: " + FakeWire.OTHER)
                .contains("; the address 192.0.2.10 is one of this host's own");

        lab.host.interfaces.remove(4);
        lab.host.turn(true);
        assertThat(lab.plane.problems().get("web")).contains("is contested").doesNotContain("own");
    }

    @Test
    void aChangedMacIsAnnouncedAndDefended() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        FakeWire wire = lab.host.wire();
        assertThat(wire.announced).hasSize(1);

        lab.host.set(2, "eth0", true, 0x02_aa_00_00_00_02L, "192.0.2.1/24");
        lab.host.turn(true);

        MacAddress now = new MacAddress(0x02_aa_00_00_00_02L);
        assertThat(wire.announced.getLast().mac()).isEqualTo(now);
        assertThat(wire.held).extracting(WantedClaim::mac).isEqualTo(List.of(now));
        assertThat(wire.asked).as("nobody is asked again").hasSize(1);
    }

    @Test
    void aLinkThatIsBackIsAnnounced() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        lab.host.unplugged.add(2);
        lab.host.turn(true);
        assertThat(lab.host.wire().announced).hasSize(1);
        lab.host.unplugged.clear();
        lab.host.turn(true);
        assertThat(lab.host.wire().announced)
                .extracting(WantedClaim::address)
                .containsExactly(PlaneLab.VIP, PlaneLab.VIP);
    }

    @Test
    void nothingIsPublishedWhenNothingDiffers() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        L4View before = lab.view();
        lab.host.turn(true);
        lab.host.turn(false);
        assertThat(lab.view()).isSameAs(before);
    }

    @Test
    void framesAreSteeredByOldAndNewAddressesWhileTheViewChanges() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        FakeHost.FakeQueues queues = lab.host.queues.getLast();
        String other =
                PlaneLab.web("l4-nat", "10.0.0.5").replace("web", "other").replace("192.0.2.10", "192.0.2.11");
        lab.apply(other);
        IpAddress next = IpAddress.of("192.0.2.11");
        int first = firstTo(queues, next);
        assertThat(queues.steered.get(first).vips()).contains(PlaneLab.VIP);
        assertThat(queues.inForce.get(first).vips()).as("served before").doesNotContain(next);
        PlaneLab.until(() -> {
            lab.host.turn(false);
            return !lab.answersFor("192.0.2.10");
        });
        assertThat(queues.steered.getLast().vips()).containsExactly(next);
        assertThat(queues.inForce.getLast().vips()).as("served still").containsExactly(next);
    }

    private static int firstTo(FakeHost.FakeQueues queues, IpAddress address) {
        for (int i = 0; i < queues.steered.size(); i++) {
            if (queues.steered.get(i).vips().contains(address)) {
                return i;
            }
        }
        throw new AssertionError("frames to " + address + " were never distributed");
    }

    @Test
    void anAddressInConflictIsTakenWhenItIsFree() throws Exception {
        lab.host.taken.add(PlaneLab.VIP);
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        assertThat(lab.answersFor("192.0.2.10")).isFalse();
        FakeWire wire = lab.host.wire();
        assertThat(lab.plane.problems()).containsKey("web");
        WantedClaim waiting = wire.waiting.iterator().next();

        lab.host.taken.clear();
        Thread claims = Thread.ofVirtual()
                .unstarted(() ->
                        wire.listener.available(wire.claim(List.of(waiting)).getFirst()));
        synchronized (lab.plane) {
            claims.start();
            // The end waits for this thread, with the lock.
            assertThat(claims.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(lab.host.watches.getLast().wakeups).isEqualTo(1);
        lab.host.turn(false);
        assertThat(lab.answersFor("192.0.2.10")).isTrue();
        assertThat(lab.plane.problems()).isEmpty();
    }
}
