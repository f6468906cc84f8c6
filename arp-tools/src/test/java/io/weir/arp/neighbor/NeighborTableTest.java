package io.weir.arp.neighbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.arp.vip.HostInterface;
import io.weir.arp.wire.FakeLinks;
import io.weir.arp.wire.Questions;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeighborTableTest {
    private static final MacAddress OURS = new MacAddress(0x0200_0000_000aL);
    private static final MacAddress THEIRS = new MacAddress(0x0200_0000_0002L);
    private static final NeighborKey V4 = new NeighborKey(2, IpAddress.of("192.0.2.20"));
    private static final NeighborKey V6 = new NeighborKey(2, IpAddress.of("2001:db8::20"));

    private final FakeLinks links = new FakeLinks();
    private final List<NeighborEvent> events = new ArrayList<>();
    private final NeighborTable table = new NeighborTable(
            links,
            local("192.0.2.77/32", "192.0.2.10/24", "10.0.0.1/8", "2001:db8::10/64", "fe80::10/64"),
            events::add);

    @Test
    void questionsComeFromTheAddressInTheSubnet() {
        watch(V4, V6);

        table.turn(0);

        assertThat(links.listening()).containsExactly(2);
        assertThat(links.take())
                .containsExactlyInAnyOrder(
                        Questions.toAll(V4.address(), IpAddress.of("192.0.2.10"), OURS),
                        Questions.toAll(V6.address(), IpAddress.of("2001:db8::10"), OURS));
    }

    @Test
    void withoutOneTheyComeFromNoneOrFromTheLink() {
        NeighborKey far = new NeighborKey(2, IpAddress.of("198.51.100.1"));
        NeighborKey far6 = new NeighborKey(2, IpAddress.of("2001:db8:1::1"));
        watch(far, far6);

        table.turn(0);

        assertThat(links.take())
                .containsExactlyInAnyOrder(
                        Questions.probe(far.address(), OURS),
                        Questions.toAll(far6.address(), IpAddress.of("fe80::10"), OURS));
    }

    @Test
    void aKnownStationIsAskedAlone() {
        watch(V4);
        table.turn(0);
        links.take();
        table.received(2, AnnouncementFrames.gratuitousReply(V4.address(), THEIRS), 0);

        table.turn(Duration.ofSeconds(2).toNanos());

        assertThat(links.take())
                .containsExactly(Questions.toOne(V4.address(), THEIRS, IpAddress.of("192.0.2.10"), OURS));
    }

    @Test
    void onlyWatchedAddressesOnTheirInterfaceAreLearned() {
        Neighbor neighbor = watch(V4).get(V4);
        table.received(3, AnnouncementFrames.gratuitousReply(V4.address(), THEIRS), 0);
        table.received(2, AnnouncementFrames.gratuitousReply(IpAddress.of("192.0.2.21"), THEIRS), 0);
        table.received(2, AnnouncementFrames.gratuitousReply(V4.address(), OURS), 0);
        assertThat(events).isEmpty();

        table.received(2, AnnouncementFrames.gratuitousReply(V4.address(), THEIRS), 0);

        assertThat(neighbor).isNotNull();
        assertThat(events).containsExactly(new NeighborEvent(NeighborEvent.Kind.RESOLVED, V4, null, THEIRS));
    }

    @Test
    void whatAWorkerReadsFollowsTheState() {
        Neighbor neighbor = new Neighbor(V4);
        table.watch(Map.of(V4, neighbor), 0);
        assertThat(neighbor.mac()).isZero();

        table.received(2, AnnouncementFrames.gratuitousReply(V4.address(), THEIRS), 0);
        assertThat(neighbor.mac()).isEqualTo(THEIRS.bits());
        assertThat(neighbor.stale()).isFalse();

        table.turn(Duration.ofSeconds(5).toNanos());
        assertThat(neighbor.mac()).isEqualTo(THEIRS.bits());
        assertThat(neighbor.stale()).isTrue();

        table.turn(Duration.ofSeconds(60).toNanos());
        assertThat(neighbor.mac()).isZero();
        assertThat(events.getLast()).isEqualTo(new NeighborEvent(NeighborEvent.Kind.LOST, V4, THEIRS, null));
    }

    @Test
    void oneNoLongerWatchedKeepsItsAddressAndIsNotAsked() {
        Neighbor neighbor = new Neighbor(V4);
        table.watch(Map.of(V4, neighbor), 0);
        table.received(2, AnnouncementFrames.gratuitousReply(V4.address(), THEIRS), 0);

        table.watch(Map.of(), 0);
        table.turn(Duration.ofSeconds(90).toNanos());

        assertThat(neighbor.mac()).isEqualTo(THEIRS.bits());
        assertThat(neighbor.stale()).isTrue();
        assertThat(links.take()).isEmpty();
        assertThat(links.listening()).isEmpty();
    }

    @Test
    void aRequestAsksSooner() {
        Neighbor neighbor = new Neighbor(V4);
        table.watch(Map.of(V4, neighbor), 0);
        table.turn(0);
        links.take();
        long soon = Duration.ofMillis(200).toNanos();
        table.turn(soon);
        assertThat(links.take()).isEmpty();

        neighbor.request();
        table.turn(soon);

        assertThat(links.take()).hasSize(1);
        table.turn(soon);
        assertThat(links.take()).isEmpty();
    }

    @Test
    void manyAreAskedInTurns() {
        NeighborKey[] keys = new NeighborKey[300];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new NeighborKey(2, IpAddress.v4(0x0a000100 + i));
        }
        watch(keys);

        Set<String> asked = new HashSet<>();
        for (int turn = 0; turn < 3; turn++) {
            table.turn(turn);
            List<byte[]> frames = links.take();
            assertThat(frames).hasSizeLessThanOrEqualTo(NeighborTable.MAX_QUESTIONS);
            frames.forEach(frame -> asked.add(Arrays.toString(frame)));
        }
        assertThat(asked).hasSize(300);
    }

    @Test
    void anAddressOfNoStationIsRefused() {
        assertThatThrownBy(() -> new NeighborKey(2, IpAddress.of("ff02::1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no neighbour: ff02::1 on interface 2");
    }

    private Map<NeighborKey, Neighbor> watch(NeighborKey... keys) {
        Map<NeighborKey, Neighbor> wanted = new HashMap<>();
        for (NeighborKey key : keys) {
            wanted.put(key, new Neighbor(key));
        }
        table.watch(wanted, 0);
        return wanted;
    }

    private static LocalAddresses local(String... cidrs) {
        List<HostInterface.Address> addresses = Arrays.stream(cidrs)
                .map(text -> new HostInterface.Address(Cidr.parse(text).orElseThrow(), false))
                .toList();
        return new LocalAddresses(List.of(new HostInterface(2, "eth0", true, false, OURS, addresses)));
    }
}
