package io.weir.core.persist;

import static io.weir.core.persist.Tables.lookup;
import static io.weir.core.persist.Tables.settings;
import static io.weir.core.persist.Tables.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.weir.core.net.IpAddress;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SourceTableTest {
    private final Tables tables = new Tables();

    @Test
    void clientIsStuckToItsServerUntilTheTimeoutAfterItsLastUse() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 7);
        for (int i = 0; i < 5; i++) {
            tables.pass(Duration.ofSeconds(99));
            assertThat(lookup(table, "192.0.2.1")).isEqualTo(7);
        }
        tables.pass(Duration.ofSeconds(100));
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(PersistenceTable.NONE);
        assertThat(table.size()).isZero();
    }

    @Test
    void endMayBeEarlyByLessThanOnePercentOfTheTimeout() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 7);
        tables.pass(Duration.ofMillis(780));
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(7);
        tables.pass(Duration.ofMillis(99_219));
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(7);
    }

    @Test
    void storingAgainMovesTheClientToTheOtherServer() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 7);
        store(table, "192.0.2.1", 8);
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(8);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void clientsOfOneNetworkCountAsOne() {
        SourceTable table = tables.table(settings(10, Tables.TIMEOUT, 24, 64));
        store(table, "192.0.2.1", 7);
        store(table, "2001:db8:1:2::1", 8);
        assertThat(lookup(table, "192.0.2.255")).isEqualTo(7);
        assertThat(lookup(table, "192.0.3.1")).isEqualTo(PersistenceTable.NONE);
        assertThat(lookup(table, "2001:db8:1:2:ffff::")).isEqualTo(8);
        assertThat(lookup(table, "2001:db8:1:3::1")).isEqualTo(PersistenceTable.NONE);
        assertThat(table.entries(10))
                .extracting(PersistenceEntry::key)
                .containsExactlyInAnyOrder("192.0.2.0/24", "2001:db8:1:2::/64");
        assertThat(table.remove(IpAddress.of("192.0.2.77"))).isTrue();
        assertThat(table.remove(IpAddress.of("192.0.2.77"))).isFalse();
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(PersistenceTable.NONE);
    }

    @Test
    void addressesOfTheTwoFamiliesWithTheSameBitsAreApart() {
        SourceTable table = tables.table(10);
        store(table, "0.0.0.1", 7);
        store(table, "::1", 8);
        assertThat(lookup(table, "0.0.0.1")).isEqualTo(7);
        assertThat(lookup(table, "::1")).isEqualTo(8);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void listingShowsThoseWithTheMostTimeLeftFirst() {
        SourceTable table = tables.table(10);
        for (int i = 1; i <= 4; i++) {
            store(table, "192.0.2." + i, i);
            tables.pass(Duration.ofSeconds(10));
        }
        lookup(table, "192.0.2.2");
        assertThat(table.entries(3)).extracting(PersistenceEntry::serverId).containsExactly(2, 4, 3);
        assertThat(table.entries(3))
                .extracting(PersistenceEntry::remaining)
                .containsExactly(Duration.ofSeconds(100), Duration.ofSeconds(90), Duration.ofSeconds(80));
        assertThat(table.entries(0)).isEmpty();
    }

    @Test
    void fullTableGivesUpTheEntryNearestItsEnd() {
        SourceTable table = tables.table(3);
        for (int i = 1; i <= 3; i++) {
            store(table, "192.0.2." + i, i);
            tables.pass(Duration.ofSeconds(10));
        }
        lookup(table, "192.0.2.1");
        store(table, "192.0.2.4", 4);
        assertThat(table.entries(10)).extracting(PersistenceEntry::serverId).containsExactlyInAnyOrder(1, 3, 4);
    }

    @Test
    void clearingServerForgetsItsClientsOnly() {
        SourceTable table = tables.table(100);
        for (int i = 0; i < 60; i++) {
            store(table, "192.0.2." + i, i % 3);
        }
        assertThat(table.clearServer(1)).isEqualTo(20);
        assertThat(table.clearServer(1)).isZero();
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(PersistenceTable.NONE);
        assertThat(lookup(table, "192.0.2.2")).isEqualTo(2);
        assertThat(table.clear()).isEqualTo(40);
        assertThat(table.size()).isZero();
    }

    @Test
    void changedTimeoutHoldsFromTheLastUse() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 1);
        tables.pass(Duration.ofSeconds(60));
        store(table, "192.0.2.2", 2);
        table.reconfigure(settings(10, Duration.ofSeconds(50), 32, 128));
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(PersistenceTable.NONE);
        assertThat(lookup(table, "192.0.2.2")).isEqualTo(2);
        table.reconfigure(settings(10, Duration.ofHours(10), 32, 128));
        tables.pass(Duration.ofHours(9));
        assertThat(lookup(table, "192.0.2.2")).isEqualTo(2);
    }

    @Test
    void smallerTableKeepsThoseWithTheMostTimeLeft() {
        SourceTable table = tables.table(10);
        for (int i = 1; i <= 8; i++) {
            store(table, "192.0.2." + i, i);
            tables.pass(Duration.ofSeconds(1));
        }
        table.reconfigure(settings(3));
        assertThat(table.entries(10)).extracting(PersistenceEntry::serverId).containsExactly(8, 7, 6);
    }

    @Test
    void everyClientStaysWhenBigTableIsReconfigured() {
        SourceTable table = tables.table(200_000);
        for (int i = 0; i < 200_000; i++) {
            table.store(0, i, false, i);
        }
        for (int size : new int[] {1_000_000, 210_000, 200_000}) {
            table.reconfigure(settings(size));
            assertThat(table.size()).isEqualTo(200_000);
        }
    }

    @Test
    void changedGranularityForgetsTheFamilyItChanges() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 1);
        store(table, "2001:db8::1", 2);
        table.reconfigure(settings(10, Tables.TIMEOUT, 24, 128));
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(PersistenceTable.NONE);
        assertThat(lookup(table, "2001:db8::1")).isEqualTo(2);
    }

    @Test
    void settingsOutOfRangeAreRefusedAndChangeNothing() {
        SourceTable table = tables.table(10);
        store(table, "192.0.2.1", 1);
        assertThatThrownBy(() -> table.reconfigure(settings(10, Tables.TIMEOUT, 33, 128)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("granularity 33");
        assertThatThrownBy(() -> tables.table(0)).hasMessageContaining("table-size 0");
        assertThatThrownBy(() -> tables.table(settings(1, Duration.ZERO, 32, 128)))
                .hasMessageContaining("timeout");
        assertThat(lookup(table, "192.0.2.1")).isEqualTo(1);
    }

    @Test
    void tableOfItsFullSizeNeverExceedsItAndAlwaysTakesTheNewClient() {
        for (int limit : new int[] {1, 5, 100, 10_000}) {
            SourceTable table = tables.table(limit);
            for (int i = 0; i < 3 * limit; i++) {
                table.store(0, 1000L + i, false, i);
                assertThat(table.lookup(0, 1000L + i, false)).isEqualTo(i);
            }
            assertThat(table.size()).isEqualTo(limit);
        }
    }

    @Test
    void tableHoldsAsManyClientsAsItsSizeSays() {
        int limit = 100_000;
        SourceTable table = tables.table(limit);
        for (int i = 0; i < limit; i++) {
            table.store(i, 17L * i, true, i);
        }
        for (int i = 0; i < limit; i++) {
            assertThat(table.lookup(i, 17L * i, true) == i).isTrue();
        }
    }

    @Test
    void entriesThatAreOverMakeRoomBeforeAnyOther() {
        int limit = 10_000;
        SourceTable table = tables.table(limit);
        for (int i = 0; i < limit; i++) {
            table.store(0, i, false, 1);
        }
        tables.pass(Tables.TIMEOUT);
        long memory = table.memory();
        for (int i = 0; i < limit * 4 / 5; i++) {
            table.store(0, 1_000_000L + i, false, 2);
        }
        assertThat(table.size()).isEqualTo(limit * 4 / 5);
        assertThat(table.memory()).isLessThanOrEqualTo(memory);
    }

    @Test
    void memoryGrowsWithTheEntriesAndStaysUnderTheBoundStated() {
        int limit = 1_000_000;
        SourceTable table = tables.table(limit);
        assertThat(table.memory()).isZero();
        for (int i = 0; i < limit + 100_000; i++) {
            table.store(i, ~i, true, 1);
            if (i == limit / 10) {
                assertThat(table.memory()).isLessThan(96L * i + 256 * 512);
            }
        }
        assertThat(table.size()).isEqualTo(limit);
        assertThat(table.memory()).isLessThanOrEqualTo(48L * limit + 256 * 1536);
    }

    @Test
    void lookupAndStoreAllocateNothingOnceTheTableHasItsSize() {
        int limit = 2000;
        SourceTable table = tables.table(limit);
        for (int i = 0; i < 3 * limit; i++) {
            table.store(0, i, false, 1);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long least = Long.MAX_VALUE;
        int found = 0;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 10_000; i++) {
                table.store(0, (long) round * 10_000 + i, false, 1);
                found += table.lookup(0, (long) round * 10_000 + i - 100, false);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        assertThat(found).isPositive();
        assertThat(least).isLessThan(1000);
    }
}
