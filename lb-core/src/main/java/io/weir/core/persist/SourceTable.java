package io.weir.core.persist;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Persistence;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Sticks clients to servers by their address, or by the network of their address that the granularity gives. Lookups
 * take no lock and allocate nothing; memory, time and bounds are those of {@link KeyTable}.
 */
public final class SourceTable extends StoredTable implements AddressTable {
    /**
     * An empty table.
     *
     * @param settings of the service
     * @param nanoClock a clock like {@link System#nanoTime}
     * @throws IllegalArgumentException when a setting is out of the range {@link Persistence} gives for it
     */
    public SourceTable(Persistence settings, LongSupplier nanoClock) {
        this(settings, nanoClock, ThreadLocalRandom.current().nextLong());
    }

    SourceTable(Persistence settings, LongSupplier nanoClock, long seed) {
        super(new KeyTable(settings, nanoClock, seed, false));
    }

    @Override
    public int lookup(long addressHigh, long addressLow, boolean v6) {
        return keys.find(addressHigh, addressLow, v6, true);
    }

    @Override
    public int peek(long addressHigh, long addressLow, boolean v6) {
        return keys.find(addressHigh, addressLow, v6, false);
    }

    @Override
    public void store(long addressHigh, long addressLow, boolean v6, int serverId) {
        keys.store(addressHigh, addressLow, v6, serverId, null);
    }

    @Override
    public boolean remove(IpAddress client) {
        return keys.remove(client.high(), client.low(), client.v6());
    }

    /** A single address is listed without its prefix length. */
    @Override
    public List<PersistenceEntry> entries(int limit) {
        return keys.entries(limit, (settings, high, low, v6, label) -> {
            IpAddress address = new IpAddress(high, low, v6);
            int prefix = v6 ? settings.granularityV6() : settings.granularity();
            return prefix == address.bits() ? address.toString() : new Cidr(address, prefix).toString();
        });
    }
}
