package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.l4.flow.TestFlows.Endpoint;
import io.weir.l4.flow.TestFlows.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/** What a flow table should hold, by maps; hears what the table forgets, and whether it may. */
final class FlowModel implements FlowEnd {
    /** Expects that no flow with a packet in this time is evicted. */
    static final int PROTECTED = 60 * FlowClock.TICKS_PER_SECOND;

    private static final int LONG = 240 * FlowClock.TICKS_PER_SECOND;

    /** A flow as it should be. */
    static final class Expected {
        final int mode;
        final int protocol;
        final Endpoint client;
        final Endpoint vip;
        final Endpoint server;
        final Endpoint source;
        final int timeoutClass;
        int state;
        int lastSeen;
        long packets = 1;

        Expected(
                int mode,
                int protocol,
                Endpoint client,
                Endpoint vip,
                Endpoint server,
                Endpoint source,
                int timeoutClass) {
            this.mode = mode;
            this.protocol = protocol;
            this.client = client;
            this.vip = vip;
            this.server = server;
            this.source = mode == FlowMode.SNAT ? source : client;
            this.timeoutClass = timeoutClass;
        }

        Tuple clientTuple() {
            return new Tuple(protocol, client.address(), client.port(), vip.address(), vip.port());
        }

        Tuple serverTuple() {
            return new Tuple(protocol, server.address(), server.port(), source.address(), source.port());
        }

        boolean replies() {
            return mode != FlowMode.DR;
        }
    }

    final Map<Integer, Expected> flows = new HashMap<>();
    final Map<Tuple, Integer> tuples = new HashMap<>();
    private final FlowTimeouts[] timeouts;
    private final IntSupplier now;
    private int ends;
    private int lastExpired;

    FlowModel(FlowTimeouts[] timeouts, IntSupplier now) {
        this.timeouts = timeouts;
        this.now = now;
        lastExpired = now.getAsInt();
    }

    /** Expects that everything whose time is over was looked at. */
    void expired() {
        lastExpired = now.getAsInt();
        assertThat(flows.values())
                .as("flows that should have gone a quarter of a second ago")
                .noneMatch(flow -> deadline(flow) - now.getAsInt() <= -TimerWheel.LIST_TICKS);
    }

    /** How many flows have ended. */
    int ends() {
        return ends;
    }

    private Expected flow(int slot) {
        return Objects.requireNonNull(flows.get(slot), "no flow in slot " + slot);
    }

    boolean conflicts(Expected flow) {
        Tuple there = flow.clientTuple();
        Tuple back = flow.serverTuple();
        return tuples.containsKey(there) || (flow.replies() && (tuples.containsKey(back) || there.equals(back)));
    }

    void add(int slot, Expected flow) {
        assertThat(flows.put(slot, flow)).isNull();
        tuples.put(flow.clientTuple(), slot);
        if (flow.replies()) {
            tuples.put(flow.serverTuple(), slot | FlowTable.REPLY);
        }
    }

    int deadline(Expected flow) {
        return flow.lastSeen + timeouts[flow.timeoutClass].ticks(flow.state);
    }

    int idle(Expected flow) {
        return now.getAsInt() - flow.lastSeen;
    }

    boolean any(int kind) {
        return flows.values().stream().anyMatch(flow -> FlowState.kind(flow.state) == kind);
    }

    @Override
    public void ended(FlowTable table, int slot, EndCause cause) {
        checkEntry(table, slot);
        Expected gone = flow(slot);
        int kind = FlowState.kind(gone.state);
        switch (cause) {
            case EXPIRED ->
                assertThat(deadline(gone) - now.getAsInt()).as("time left").isLessThanOrEqualTo(0);
            case EVICTED_HALF_OPEN -> {
                assertThat(kind).isEqualTo(FlowState.HALF_OPEN);
                assertOldest(gone);
            }
            case EVICTED_CLOSED -> {
                assertThat(kind).isEqualTo(FlowState.CLOSED);
                assertThat(any(FlowState.HALF_OPEN)).isFalse();
                assertOldest(gone);
            }
            case EVICTED_IDLE -> {
                assertThat(kind).isEqualTo(FlowState.LIVE);
                assertThat(any(FlowState.HALF_OPEN) || any(FlowState.CLOSED)).isFalse();
                assertThat(idle(gone)).isGreaterThanOrEqualTo(PROTECTED);
                assertThat(flows.values()).allMatch(flow -> idle(flow) <= idle(gone));
            }
            default -> assertThat(cause).isEqualTo(EndCause.REMOVED);
        }
        flows.remove(slot);
        tuples.values().removeIf(found -> FlowTable.slot(found) == slot);
        ends++;
    }

    /**
     * The timer sorts by quarters of a second, but neither what is over already nor, after it was not asked for long,
     * what lies beyond its end.
     */
    private void assertOldest(Expected gone) {
        if (deadline(gone) - now.getAsInt() <= 0 || now.getAsInt() - lastExpired > LONG) {
            return;
        }
        int kind = FlowState.kind(gone.state);
        assertThat(flows.values().stream().filter(flow -> FlowState.kind(flow.state) == kind))
                .allMatch(flow -> deadline(gone) - deadline(flow) < TimerWheel.LIST_TICKS);
    }

    /** Whether the table holds just this. */
    void check(FlowTable table) {
        assertThat(table.size()).isEqualTo(flows.size());
        for (int kind = 0; kind < FlowState.KINDS; kind++) {
            int wanted = kind;
            assertThat((long) table.size(kind))
                    .isEqualTo(flows.values().stream()
                            .filter(flow -> FlowState.kind(flow.state) == wanted)
                            .count());
        }
        tuples.forEach((tuple, found) -> assertThat(tuple.findIn(table)).isEqualTo(found));
        flows.keySet().forEach(slot -> checkEntry(table, slot));
    }

    private void checkEntry(FlowTable table, int slot) {
        Expected flow = flow(slot);
        assertThat(TestFlows.clientTuple(table, slot)).isEqualTo(flow.clientTuple());
        assertThat(TestFlows.serverTuple(table, slot)).isEqualTo(flow.serverTuple());
        assertThat(table.mode(slot)).isEqualTo(flow.mode);
        assertThat(table.state(slot)).isEqualTo(flow.state);
        assertThat(table.lastSeen(slot)).isEqualTo(flow.lastSeen);
        assertThat(table.packets(slot)).isEqualTo(flow.packets);
        assertThat(table.live(slot)).isTrue();
    }
}
