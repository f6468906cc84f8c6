package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Persistence;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Test;

class TextTableTest {
    private final Tables tables = new Tables();
    private final TextTable table = table(1000);

    private TextTable table(int size) {
        return new TextTable(settings(size, Tables.TIMEOUT), tables.clock::get);
    }

    private static Persistence settings(int size, Duration timeout) {
        return new Persistence(Persistence.Type.HEADER, timeout, 1, 1, size, false);
    }

    private static void store(TextTable table, String text, int server) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        table.store(bytes, 0, bytes.length, server);
    }

    private static int lookup(TextTable table, String text) {
        byte[] bytes = ("xx" + text + "x").getBytes(StandardCharsets.ISO_8859_1);
        return table.lookup(bytes, 2, bytes.length - 3);
    }

    private List<String> listed() {
        return table.entries(100).stream().map(PersistenceEntry::key).toList();
    }

    @Test
    void textsThatBeginAlikeAreApart() {
        String prefix = "a".repeat(TextTable.SHOWN);
        store(table, prefix, 1);
        store(table, prefix + "b", 2);
        store(table, prefix + "c", 3);
        assertThat(lookup(table, prefix)).isEqualTo(1);
        assertThat(lookup(table, prefix + "b")).isEqualTo(2);
        assertThat(lookup(table, prefix + "c")).isEqualTo(3);
        assertThat(listed()).containsOnly(prefix);
        assertThat(table.remove(prefix + "b")).isEqualTo(1);
        assertThat(lookup(table, prefix + "b")).isEqualTo(PersistenceTable.NONE);
    }

    @Test
    void listsNothingThatATerminalShouldNotGet() {
        store(table, "a\u001b[2J é\n", 1);
        assertThat(listed()).containsExactly("a?[2J???");
        assertThat(table.remove("a?[2J???")).isEqualTo(1);
        assertThat(table.size()).isZero();
    }

    @Test
    void clearsWhatIsListedAlikeTogether() {
        String prefix = "s".repeat(TextTable.SHOWN);
        store(table, prefix + "1", 1);
        store(table, prefix + "2", 1);
        store(table, "other", 1);
        assertThat(table.remove(prefix)).isEqualTo(2);
        assertThat(table.remove("unknown")).isZero();
        assertThat(listed()).containsExactly("other");
    }

    @Test
    void entriesAndTheirTextsSurviveOtherSettings() {
        for (int i = 0; i < 900; i++) {
            store(table, "user" + i, i);
        }
        table.reconfigure(settings(50_000, Duration.ofHours(1)));
        for (int i = 0; i < 900; i++) {
            assertThat(lookup(table, "user" + i)).isEqualTo(i);
        }
        assertThat(table.entries(1000))
                .hasSize(900)
                .allSatisfy(entry -> assertThat(entry.key()).isEqualTo("user" + entry.serverId()));
    }

    @Test
    void neverKeepsMoreThanItsSize() {
        TextTable small = table(100);
        for (int i = 0; i < 10_000; i++) {
            store(small, "flood" + i, 1);
            assertThat(small.size()).isLessThanOrEqualTo(100);
        }
        assertThat(small.memory()).isLessThan(200L * (Slots.BYTES + Slots.LABEL_BYTES));
    }

    record Step(int kind, int client, int amount) {}

    record Stuck(int serverId, long end) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.integers().between(1, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(1000);
    }

    @Property(tries = 100)
    void behavesLikeMapWithTimes(@ForAll("steps") List<Step> steps) {
        Tables times = new Tables();
        TextTable real = new TextTable(settings(20_000, Tables.TIMEOUT), times.clock::get);
        Map<String, Stuck> model = new HashMap<>();
        long timeout = Tables.TIMEOUT.toNanos();
        for (Step step : steps) {
            String text = "t".repeat(step.client() % 60) + step.client();
            long end = times.clock.get() + timeout;
            if (step.kind() < 55) {
                store(real, text, step.amount());
                model.put(text, new Stuck(step.amount(), end));
            } else if (step.kind() < 80) {
                Stuck stuck = model.get(text);
                assertThat(lookup(real, text)).isEqualTo(stuck == null ? PersistenceTable.NONE : stuck.serverId());
                model.computeIfPresent(text, (key, was) -> new Stuck(was.serverId(), end));
            } else if (step.kind() < 90) {
                assertThat(real.remove(text)).isEqualTo(model.remove(text) == null ? 0 : 1);
            } else if (step.kind() < 93) {
                int before = model.size();
                model.values().removeIf(stuck -> stuck.serverId() == step.amount());
                assertThat(real.clearServer(step.amount())).isEqualTo(before - model.size());
            } else if (step.kind() < 98) {
                times.pass(Duration.ofSeconds(5L * step.amount()));
                model.values().removeIf(stuck -> stuck.end() - times.clock.get() <= 0);
            } else {
                real.reconfigure(settings(1000 * step.amount(), Tables.TIMEOUT));
            }
        }
        assertThat(real.entries(1000)).hasSize(model.size()).allSatisfy(entry -> {
            Stuck stuck = model.get(entry.key());
            assertThat(stuck)
                    .isEqualTo(new Stuck(
                            entry.serverId(),
                            times.clock.get() + entry.remaining().toNanos()));
        });
    }
}
