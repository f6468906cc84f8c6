package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The table against a map, under any sequence of operations. */
class SourceTableModelTest {
    enum Kind {
        STORE,
        LOOKUP,
        REMOVE,
        CLEAR_SERVER,
        PASS,
        RECONFIGURE,
        CLEAR
    }

    record Step(Kind kind, int client, int amount) {}

    record Stuck(int serverId, long end) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(60, Kind.STORE),
                Tuple.of(30, Kind.LOOKUP),
                Tuple.of(10, Kind.REMOVE),
                Tuple.of(2, Kind.CLEAR_SERVER),
                Tuple.of(5, Kind.PASS),
                Tuple.of(1, Kind.RECONFIGURE),
                Tuple.of(1, Kind.CLEAR));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(1, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(1500);
    }

    @Property(tries = 150)
    void behavesLikeMapWithTimes(@ForAll("steps") List<Step> steps) {
        Tables tables = new Tables();
        SourceTable table = tables.table(20_000);
        Map<IpAddress, Stuck> model = new HashMap<>();
        long timeout = Tables.TIMEOUT.toNanos();
        for (Step step : steps) {
            // Some share their low words, so that only the family or the high word tells them apart.
            boolean v6 = step.client() % 2 == 0;
            IpAddress client = new IpAddress(v6 ? step.client() % 3 : 0, step.client() / 4, v6);
            long now = tables.clock.get();
            switch (step.kind()) {
                case STORE -> {
                    table.store(client.high(), client.low(), v6, step.amount());
                    model.put(client, new Stuck(step.amount(), now + timeout));
                }
                case LOOKUP -> {
                    Stuck stuck = model.get(client);
                    assertThat(table.lookup(client.high(), client.low(), v6))
                            .isEqualTo(stuck == null ? PersistenceTable.NONE : stuck.serverId());
                    model.computeIfPresent(client, (key, was) -> new Stuck(was.serverId(), now + timeout));
                }
                case REMOVE -> assertThat(table.remove(client)).isEqualTo(model.remove(client) != null);
                case CLEAR_SERVER -> {
                    int before = model.size();
                    model.values().removeIf(stuck -> stuck.serverId() == step.amount());
                    assertThat(table.clearServer(step.amount())).isEqualTo(before - model.size());
                }
                case PASS -> {
                    tables.pass(Duration.ofSeconds(5L * step.amount()));
                    model.values().removeIf(stuck -> stuck.end() - tables.clock.get() <= 0);
                }
                case RECONFIGURE -> table.reconfigure(Tables.settings(1000 * step.amount()));
                case CLEAR -> {
                    assertThat(table.clear()).isEqualTo(model.size());
                    model.clear();
                }
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
        long now = tables.clock.get();
        assertThat(table.entries(1000)).hasSize(model.size()).allSatisfy(entry -> {
            Stuck stuck = model.get(IpAddress.of(entry.key()));
            assertThat(stuck)
                    .isEqualTo(
                            new Stuck(entry.serverId(), now + entry.remaining().toNanos()));
        });
    }
}
