package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import io.weir.l4.flow.FlowModel.Expected;
import io.weir.l4.flow.TestFlows.Endpoint;
import io.weir.l4.flow.TestFlows.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The table against maps, under any sequence of operations, in both families, with hashes that collide. */
class FlowTableModelTest {
    /** As many as the table looks at to find a victim, so that its choice is exact. */
    private static final int CAPACITY = 16;

    private static final FlowTimeouts[] TIMEOUTS = {
        FlowTimeouts.STANDARD,
        new FlowTimeouts(Duration.ofSeconds(70), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(1500))
    };

    enum Kind {
        INSERT,
        FIND,
        TOUCH,
        STATE,
        REMOVE,
        PASS,
        PASS_LONG,
        EXPIRE,
        EXPIRE_SOME,
        SWEEP
    }

    record Step(Kind kind, int which, int amount) {}

    private int now;
    private FlowModel model = new FlowModel(TIMEOUTS, () -> now);
    private FlowTable table = TestFlows.table(false, 1);

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(60, Kind.INSERT),
                net.jqwik.api.Tuple.of(20, Kind.FIND),
                net.jqwik.api.Tuple.of(20, Kind.TOUCH),
                net.jqwik.api.Tuple.of(30, Kind.STATE),
                net.jqwik.api.Tuple.of(10, Kind.REMOVE),
                net.jqwik.api.Tuple.of(20, Kind.PASS),
                net.jqwik.api.Tuple.of(4, Kind.PASS_LONG),
                net.jqwik.api.Tuple.of(10, Kind.EXPIRE),
                net.jqwik.api.Tuple.of(10, Kind.EXPIRE_SOME),
                net.jqwik.api.Tuple.of(2, Kind.SWEEP));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 1_000_000),
                        Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<Integer> masks() {
        return Arbitraries.of(-1, 0, 0x8000_0001, 0xf000_0000, 3);
    }

    /** The clock starts anywhere, also just before it wraps. */
    @Provide
    Arbitrary<Integer> starts() {
        return Arbitraries.oneOf(
                Arbitraries.integers(),
                Arbitraries.integers().between(Integer.MAX_VALUE - 5000, Integer.MAX_VALUE),
                Arbitraries.integers().between(-5000, 0));
    }

    @Property(tries = 300)
    void behavesLikeMaps(
            @ForAll boolean v6,
            @ForAll("masks") int hashMask,
            @ForAll("starts") int start,
            @ForAll("steps") List<Step> steps) {
        now = start;
        model = new FlowModel(TIMEOUTS, () -> now);
        table = TestFlows.table(v6, CAPACITY, hashMask, model);
        table.timeouts(1, TIMEOUTS[1]);
        for (Step step : steps) {
            take(step);
            model.check(table);
        }
        while (table.size() > 0) {
            now += 100 * FlowClock.TICKS_PER_SECOND;
            expireAll();
        }
        model.check(table);
    }

    private void take(Step step) {
        int slot = someSlot(step.which());
        switch (step.kind()) {
            case INSERT -> insert(step);
            case FIND -> {
                Expected flow = flow(step.which());
                for (Tuple tuple : List.of(flow.clientTuple(), flow.serverTuple())) {
                    assertThat(tuple.findIn(table)).isEqualTo(model.tuples.getOrDefault(tuple, FlowTable.NONE));
                }
            }
            case TOUCH -> ifAny(slot, flow -> touch(slot, flow));
            case STATE ->
                ifAny(slot, flow -> {
                    touch(slot, flow);
                    flow.state = state(step.amount());
                    table.state(slot, flow.state);
                });
            case REMOVE -> ifAny(slot, flow -> table.remove(slot, EndCause.REMOVED));
            case PASS -> now += step.amount() % 40;
            case PASS_LONG -> now += step.amount() * FlowClock.TICKS_PER_SECOND;
            case EXPIRE -> expireAll();
            case EXPIRE_SOME -> {
                int ends = model.ends();
                int budget = step.amount() % 4;
                assertThat(table.expire(now, budget)).isBetween(model.ends() - ends, budget);
            }
            case SWEEP -> sweep(1 + step.amount() % 7);
        }
    }

    private void touch(int slot, Expected flow) {
        table.touch(slot, now);
        flow.lastSeen = now;
        flow.packets++;
    }

    private void insert(Step step) {
        Expected flow = flow(step.which());
        flow.state = state(step.amount());
        flow.lastSeen = now;
        NewFlow entry = TestFlows.flow(flow.mode, flow.protocol, flow.client, flow.vip, flow.server, flow.source)
                .state(flow.state, flow.timeoutClass);
        boolean conflicts = model.conflicts(flow);
        boolean full = model.flows.size() == CAPACITY;
        boolean evictable = model.any(FlowState.HALF_OPEN)
                || model.any(FlowState.CLOSED)
                || model.flows.values().stream().anyMatch(old -> model.idle(old) >= FlowModel.PROTECTED);
        int ends = model.ends();
        int slot = table.insert(entry, now);
        if (conflicts) {
            assertThat(slot).isEqualTo(FlowTable.DUPLICATE);
        } else if (full && !evictable) {
            assertThat(slot).isEqualTo(FlowTable.FULL);
        } else {
            assertThat(slot).isBetween(0, CAPACITY - 1);
            assertThat(model.ends() - ends).isEqualTo(full ? 1 : 0);
            model.add(slot, flow);
        }
    }

    /** Flows of few endpoints, so that tuples meet: also a server that is a client, and a source that is a VIP. */
    private Expected flow(int which) {
        int mode = 1 + which % 3;
        int protocol = which / 3 % 2 == 0 ? IpProtocol.TCP : IpProtocol.UDP;
        return new Expected(
                mode,
                protocol,
                endpoint(which / 6 % 8),
                endpoint(which / 48 % 3 + 6),
                endpoint(which / 144 % 3),
                endpoint(which / 432 % 6 + 4),
                which / 2592 % 2);
    }

    private Endpoint endpoint(int number) {
        return new Endpoint(TestFlows.address(table.isV6(), number / 2), 80 + number % 2);
    }

    private static int state(int amount) {
        return 1 + amount % FlowState.DATAGRAM_STREAM;
    }

    private int someSlot(int which) {
        List<Integer> slots = new ArrayList<>(model.flows.keySet());
        return slots.isEmpty() ? FlowTable.NONE : slots.get(which % slots.size());
    }

    private void ifAny(int slot, Consumer<Expected> action) {
        Expected flow = model.flows.get(slot);
        if (flow != null) {
            action.accept(flow);
        }
    }

    private void expireAll() {
        table.expire(now, TestFlows.FOREVER);
        model.expired();
    }

    private void sweep(int count) {
        Set<Integer> seen = new HashSet<>();
        int from = 0;
        while (from != FlowTable.NONE) {
            from = table.sweep(
                    from, count, (swept, slot) -> assertThat(seen.add(slot)).isTrue());
        }
        assertThat(seen).isEqualTo(model.flows.keySet());
    }
}
