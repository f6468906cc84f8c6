package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.l4.flow.TestFlows.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Source ports are a worker's own, allowed, unused, and spread. */
class SourcePortsTest {
    private final List<EndCause> causes = new ArrayList<>();
    private final FlowTable table = TestFlows.table(false, 4096, -1, (ended, slot, cause) -> causes.add(cause));
    private int client;

    @Property(tries = 50)
    void givesEveryPairOfTheWorkerOnceAndNoOther(
            @ForAll @IntRange(min = 1, max = 3) int addresses,
            @ForAll @IntRange(min = 1, max = 8) int workers,
            @ForAll int start) {
        int worker = Math.floorMod(start, workers);
        SourcePool pool = SourcePool.of(
                addresses(addresses), port -> port >= 2000 && port < 2200 && port % 10 != 3, worker, workers);
        SourcePorts ports = new SourcePorts(start);
        FlowTable fresh = TestFlows.table(false, 1024);
        Set<Endpoint> given = new HashSet<>();
        for (int i = 0; i < pool.size(); i++) {
            NewFlow flow = flow(80);
            assertThat(ports.choose(pool, fresh, flow, 0)).isTrue();
            assertThat(fresh.insert(flow, 0)).isNotNegative();
            assertThat(flow.sourcePort % workers).isEqualTo(worker);
            assertThat(flow.sourcePort % 10).isNotEqualTo(3);
            assertThat(flow.sourcePort).isBetween(2000, 2199);
            assertThat(given.add(new Endpoint(IpAddress.v4((int) flow.sourceLow), flow.sourcePort)))
                    .isTrue();
        }
        assertThat(ports.choose(pool, fresh, flow(80), 0)).isFalse();
        assertThat(ports.exhausted().value()).isEqualTo(1);
        assertThat(ports.choose(pool, fresh, flow(81), 0)).as("another server").isTrue();
    }

    @Test
    void neighboursAreOfDifferentAddressesAndAPortRests() {
        SourcePool pool = SourcePool.of(addresses(2), port -> port >= 3000 && port < 3100, 0, 1);
        SourcePorts ports = new SourcePorts(0);
        Set<Endpoint> given = new HashSet<>();
        long before = -1;
        for (int i = 0; i < pool.size(); i++) {
            NewFlow flow = flow(80);
            ports.choose(pool, table, flow, 70);
            assertThat(flow.sourceLow).isNotEqualTo(before);
            before = flow.sourceLow;
            given.add(new Endpoint(IpAddress.v4((int) flow.sourceLow), flow.sourcePort));
        }
        assertThat(given).hasSize(pool.size());
    }

    @Test
    void takesThePortThatHasBeenClosedTheLongestWhenNoneIsFree() {
        SourcePool pool = SourcePool.of(addresses(1), port -> port >= 3000 && port < 3010, 0, 1);
        SourcePorts ports = new SourcePorts(0);
        int[] slots = new int[10];
        for (int i = 0; i < slots.length; i++) {
            NewFlow flow = flow(80);
            ports.choose(pool, table, flow, 70);
            slots[i] = table.insert(flow, 0);
        }
        close(slots[7], 50);
        close(slots[4], 40);
        close(slots[8], 60);
        NewFlow flow = flow(80);
        assertThat(ports.choose(pool, table, flow, 70)).isTrue();
        assertThat(flow.sourcePort).isEqualTo(3004);
        assertThat(causes).containsExactly(EndCause.PORT_TAKEN);
        assertThat(ports.taken().value()).isEqualTo(1);
        assertThat(table.insert(flow, 70)).isNotNegative();
    }

    @Property(tries = 20)
    void longConnectionsSideBySideDoNotHideFreePorts(
            @ForAll @IntRange(min = 1, max = 3) int addresses, @ForAll @IntRange(min = 257, max = 1000) int held) {
        SourcePool pool =
                SourcePool.of(addresses(addresses), port -> port >= 2000 && port < 2000 + 1024 / addresses, 0, 1);
        SourcePorts ports = new SourcePorts(0);
        FlowTable fresh = TestFlows.table(false, 2048);
        for (int i = 0; i < held; i++) {
            NewFlow flow = flow(80);
            assertThat(ports.choose(pool, fresh, flow, 0)).isTrue();
            fresh.insert(flow, 0);
        }
        SourcePorts before = new SourcePorts(0);
        for (int i = held; i < pool.size(); i++) {
            NewFlow flow = flow(80);
            assertThat(before.choose(pool, fresh, flow, 0)).isTrue();
            assertThat(fresh.insert(flow, 0)).isNotNegative();
        }
        assertThat(before.choose(pool, fresh, flow(80), 0)).isFalse();
    }

    @Test
    void aFreePortIsPreferredToOneClosedJustNowButNotToOneTheServerHasForgotten() {
        SourcePool pool = SourcePool.of(addresses(1), port -> port >= 3000 && port < 3100, 0, 1);
        for (int i = 0; i < 90; i++) {
            NewFlow flow = flow(80);
            new SourcePorts(0).choose(pool, table, flow, 0);
            close(table.insert(flow, 0), 0);
        }
        NewFlow flow = flow(80);
        int rest = 60 * FlowClock.TICKS_PER_SECOND;
        assertThat(new SourcePorts(0).choose(pool, table, flow, rest - 1)).isTrue();
        assertThat(flow.sourcePort).isEqualTo(3090);
        assertThat(causes).isEmpty();
        assertThat(new SourcePorts(0).choose(pool, table, flow, rest)).isTrue();
        assertThat(flow.sourcePort).isLessThan(3016);
        assertThat(causes).containsExactly(EndCause.PORT_TAKEN);
    }

    @Test
    void whatIsNoReplyIsNeverTaken() {
        // A client of a service whose VIP is the source address: its tuple looks like a reply of the server.
        IpAddress source = addresses(1).getFirst();
        NewFlow odd = TestFlows.flow(
                FlowMode.DR,
                IpProtocol.TCP,
                new Endpoint(server(), 80),
                new Endpoint(source, 3000),
                new Endpoint(TestFlows.address(false, 77), 9),
                new Endpoint(source, 9));
        int slot = table.insert(odd.state(FlowState.CLOSING, 0), 0);
        SourcePool pool = SourcePool.of(addresses(1), port -> port == 3000, 0, 1);
        assertThat(new SourcePorts(0).choose(pool, table, flow(80), 0)).isFalse();
        assertThat(table.live(slot)).isTrue();
    }

    @Test
    void anEmptyPoolIsExhausted() {
        SourcePorts ports = new SourcePorts(0);
        assertThat(ports.choose(SourcePool.of(addresses(1), port -> false, 0, 1), table, flow(80), 0))
                .isFalse();
        assertThat(ports.exhausted().value()).isEqualTo(1);
    }

    @Test
    void aPoolIsOfOneFamily() {
        List<IpAddress> mixed = List.of(IpAddress.of("192.0.2.1"), IpAddress.of("2001:db8::1"));
        assertThatThrownBy(() -> SourcePool.of(mixed, port -> true, 0, 1)).hasMessageContaining("one family");
        assertThatThrownBy(() -> SourcePool.of(addresses(1), port -> true, 2, 2))
                .hasMessageContaining("no worker 2 among 2");
    }

    private void close(int slot, int now) {
        table.touch(slot, now);
        table.state(slot, FlowState.CLOSING);
    }

    private static List<IpAddress> addresses(int count) {
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(TestFlows.address(false, 500 + i));
        }
        return addresses;
    }

    private static IpAddress server() {
        return TestFlows.address(false, 1000);
    }

    private NewFlow flow(int serverPort) {
        client++;
        return TestFlows.flow(
                FlowMode.SNAT,
                IpProtocol.TCP,
                new Endpoint(TestFlows.address(false, 10_000 + client), 5000),
                new Endpoint(TestFlows.address(false, 2000), 443),
                new Endpoint(server(), serverPort),
                new Endpoint(server(), 0));
    }
}
