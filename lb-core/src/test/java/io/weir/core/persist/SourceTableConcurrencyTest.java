package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SourceTableConcurrencyTest {
    private static final int VARIANTS = 8;

    private static void run(List<Callable<Long>> tasks) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<Long> future : executor.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                assertThat(future.get()).isNotNegative();
            }
        }
    }

    /** Its words come from a few values only, so that a mixture of two clients' words would often be a client too. */
    private static long word(int client) {
        return client * 0x9e3779b97f4a7c15L;
    }

    @Test
    void readersNeverSeeServerThatWasNotStoredForTheClient() throws Exception {
        SourceTable table = new Tables().table(64);
        AtomicBoolean done = new AtomicBoolean();
        int side = 16;
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            SplittableRandom random = new SplittableRandom(w);
            tasks.add(() -> {
                for (int i = 0; i < 400_000; i++) {
                    int client = random.nextInt(side * side);
                    int server = client * VARIANTS + random.nextInt(VARIANTS);
                    table.store(word(client / side), word(client % side), true, server);
                }
                done.set(true);
                return 0L;
            });
        }
        for (int r = 0; r < 2; r++) {
            SplittableRandom random = new SplittableRandom(100 + r);
            tasks.add(() -> {
                long hits = 0;
                while (!done.get() || hits == 0) {
                    int client = random.nextInt(side * side);
                    int server = table.lookup(word(client / side), word(client % side), true);
                    if (server != PersistenceTable.NONE) {
                        hits++;
                        assertThat(server / VARIANTS == client).isTrue();
                    }
                }
                return hits;
            });
        }
        run(tasks);
        assertThat(table.size()).isEqualTo(64);
    }

    @Test
    void readersNeverMissClientThatStaysWhileOthersComeAndGo() throws Exception {
        SourceTable table = new Tables().table(100_000);
        AtomicBoolean done = new AtomicBoolean();
        int staying = 300;
        for (int client = 0; client < staying; client++) {
            table.store(0, client, false, client);
        }
        List<Callable<Long>> tasks = new ArrayList<>();
        tasks.add(() -> {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 600_000; i++) {
                long low = random.nextLong(1000, 1600);
                if (random.nextBoolean()) {
                    table.store(0, low, false, 1);
                } else {
                    table.remove(new IpAddress(0, low, false));
                }
                if (i % 50_000 == 0) {
                    table.reconfigure(Tables.settings(50_000 + i));
                }
            }
            done.set(true);
            return 0L;
        });
        for (int r = 0; r < 2; r++) {
            tasks.add(() -> {
                long hits = 0;
                while (!done.get()) {
                    for (int client = 0; client < staying; client++) {
                        assertThat(table.lookup(0, client, false) == client).isTrue();
                        hits++;
                    }
                }
                return hits;
            });
        }
        run(tasks);
    }

    @Test
    void noStoreIsLostWhileSettingsChange() throws Exception {
        SourceTable table = new Tables().table(1_000_000);
        List<Callable<Long>> tasks = new ArrayList<>();
        tasks.add(() -> {
            for (int i = 0; i < 100_000; i++) {
                table.store(0, i, false, i);
                assertThat(table.lookup(0, i, false) == i).isTrue();
            }
            return 0L;
        });
        tasks.add(() -> {
            for (int i = 100_000; i < 200_000; i++) {
                table.store(0, i, false, i);
                if (i % 5000 == 0) {
                    table.reconfigure(Tables.settings(300_000 + i));
                }
            }
            return 0L;
        });
        run(tasks);
        assertThat(table.size()).isEqualTo(200_000);
    }

    @Test
    void sizeHoldsWhileManyThreadsStore() throws Exception {
        int limit = 20_000;
        SourceTable table = new Tables().table(limit);
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            long high = w;
            tasks.add(() -> {
                for (int i = 0; i < 50_000; i++) {
                    table.store(high, i, true, i);
                }
                return 0L;
            });
        }
        run(tasks);
        assertThat(table.size()).isEqualTo(limit);
        assertThat(table.clear()).isEqualTo(limit);
    }
}
