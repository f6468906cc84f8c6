package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SourceTableConcurrencyTest {
    private static final int VARIANTS = 8;

    private static void run(List<Callable<Long>> tasks) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<Long> future : executor.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                assertThat(future.get()).isZero();
            }
        }
    }

    /** IPv4 addresses that all belong in the same slot, so that those who come and go push one another about. */
    private static long[] neighbours(int count) {
        KeyHash keyHash = new KeyHash(Tables.SEED);
        return LongStream.iterate(0, low -> low + 1)
                .filter(low -> (keyHash.of(0, low) << 32) >>> 54 == 0)
                .limit(count)
                .toArray();
    }

    @Test
    void readersNeverSeeServerThatWasNotStoredForTheClient() throws Exception {
        for (int limit : new int[] {1, 12}) {
            SourceTable table = new Tables().table(limit);
            long[] clients = neighbours(16);
            AtomicBoolean done = new AtomicBoolean();
            run(List.of(
                    () -> {
                        SplittableRandom random = new SplittableRandom(1);
                        for (int i = 0; i < 2_000_000; i++) {
                            int client = random.nextInt(clients.length);
                            int server = client * VARIANTS + random.nextInt(VARIANTS);
                            table.store(0, clients[client], false, server);
                        }
                        done.set(true);
                        return 0L;
                    },
                    () -> {
                        long wrong = 0;
                        for (int i = 0; !done.get(); i++) {
                            int client = i % clients.length;
                            int server = table.lookup(0, clients[client], false);
                            if (server != PersistenceTable.NONE && server / VARIANTS != client) {
                                wrong++;
                            }
                        }
                        return wrong;
                    }));
            assertThat(table.size()).isEqualTo(limit);
        }
    }

    @Test
    void readersNeverMissClientThatStaysWhileOthersComeAndGo() throws Exception {
        SourceTable table = new Tables().table(500);
        long[] clients = neighbours(100);
        AtomicBoolean done = new AtomicBoolean();
        int going = 50;
        for (int i = 0; i < clients.length; i++) {
            table.store(0, clients[i], false, i);
        }
        run(List.of(
                () -> {
                    SplittableRandom random = new SplittableRandom(1);
                    for (int i = 0; i < 200_000; i++) {
                        int client = random.nextInt(going);
                        table.remove(new IpAddress(0, clients[client], false));
                        table.store(0, clients[client], false, client);
                        if (i % 10_000 == 0) {
                            table.reconfigure(Tables.settings(500 + i));
                        }
                    }
                    done.set(true);
                    return 0L;
                },
                () -> {
                    long missed = 0;
                    while (!done.get()) {
                        for (int i = going; i < clients.length; i++) {
                            missed += table.lookup(0, clients[i], false) == i ? 0 : 1;
                        }
                    }
                    return missed;
                }));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody holds the last segment while all before it are taken over. */
    @Test
    void storesGoOnWhileSettingsChange() throws Exception {
        CountDownLatch counted = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ThreadLocal<Integer> asked = new ThreadLocal<>();
        KeyHash keyHash = new KeyHash(Tables.SEED);
        SourceTable table = new SourceTable(
                Tables.settings(1_000_000),
                () -> {
                    Integer times = asked.get();
                    if (times != null) {
                        asked.set(times + 1);
                        if (times == 1) {
                            // All are counted, none is taken over.
                            counted.countDown();
                            await(held);
                        }
                    }
                    return System.nanoTime();
                },
                Tables.SEED);
        for (int i = 0; i < 20_000; i++) {
            table.store(0, i, false, 1);
        }
        Segment[] segments = table.layout().segments;
        Segment last = segments[segments.length - 1];
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            Future<?> holder = executor.submit(() -> {
                await(counted);
                last.visit(System.nanoTime(), (state, high, low, id, end, label) -> {
                    held.countDown();
                    await(goOn);
                });
            });
            Future<?> change = executor.submit(() -> {
                asked.set(0);
                table.reconfigure(Tables.settings(900_000));
            });
            Future<Long> stores = executor.submit(() -> {
                await(held);
                long wrong = 0;
                for (long low = 100_000; low < 101_000; low++) {
                    if (!table.layout().segment(keyHash.of(0, low)).equals(last)) {
                        table.store(0, low, false, 2);
                        wrong += table.lookup(0, low, false) == 2 ? 0 : 1;
                    }
                }
                return wrong;
            });
            try {
                assertThat(stores.get(20, TimeUnit.SECONDS)).isZero();
                assertThat(change.isDone()).isFalse();
            } finally {
                goOn.countDown();
            }
            holder.get(30, TimeUnit.SECONDS);
            change.get(30, TimeUnit.SECONDS);
            assertThat(table.lookup(0, 7, false)).isEqualTo(1);
        }
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
