package io.weir.core.persist;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Persistence;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Settings and a clock for tables under test. */
final class Tables {
    static final Duration TIMEOUT = Duration.ofSeconds(100);

    static final long SEED = 42;

    /** Starts near the overflow, which a clock like nanoTime may reach. */
    final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(250).toNanos());

    static Persistence settings(int tableSize) {
        return settings(tableSize, TIMEOUT, 32, 128);
    }

    static Persistence settings(int tableSize, Duration timeout, int granularity, int granularityV6) {
        return new Persistence(Persistence.Type.SOURCE_IP, timeout, granularity, granularityV6, tableSize, false);
    }

    SourceTable table(int tableSize) {
        return table(settings(tableSize));
    }

    SourceTable table(Persistence settings) {
        return new SourceTable(settings, clock::get, SEED);
    }

    void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    static int lookup(AddressTable table, String client) {
        IpAddress address = IpAddress.of(client);
        return table.lookup(address.high(), address.low(), address.v6());
    }

    static void store(AddressTable table, String client, int serverId) {
        IpAddress address = IpAddress.of(client);
        table.store(address.high(), address.low(), address.v6(), serverId);
    }
}
