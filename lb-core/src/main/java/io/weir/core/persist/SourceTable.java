package io.weir.core.persist;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Persistence;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Sticks clients to servers by their source address.
 *
 * <p><b>Concurrency.</b> {@link #lookup} takes no lock, never waits for another thread and allocates nothing. {@link
 * #store} holds one of up to 256 spin locks for a few memory accesses; it allocates only when a segment of the table grows, which
 * then copies at most a few thousand entries.
 *
 * <p><b>Time.</b> A lookup starts the entry's time anew, unless that would move its end by less than 1/128 of the
 * timeout: the end may be that much early. What is over is never returned; each new client removes what is over from
 * eight slots, so that it is all gone by the time a fifth of the table has been replaced.
 *
 * <p><b>Bounds.</b> Never more than {@link Persistence#tableSize} entries. In a full table the entry nearest its end
 * makes room, of some tens that lie beside the new one's place; of all, in a table of up to 21. Memory is taken as
 * entries come: 48 to 96 bytes each, and never more than 48 bytes times the table's size, plus 1.5 KiB a segment (one
 * for each 4,096 entries of the size, at most 256).
 */
public final class SourceTable implements PersistenceTable {
    /** An end is moved when that is more than the timeout shifted right by this. */
    static final int END_PRECISION_BITS = 7;

    private final LongSupplier nanoClock;
    private final KeyHash keyHash;
    private volatile Layout layout;

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
        this.nanoClock = nanoClock;
        this.keyHash = new KeyHash(seed);
        this.layout = new Layout(settings, keyHash);
    }

    /**
     * Takes over changed settings, for those who hold the table already too. Entries stay, and end when they would have
     * ended had the new timeout been in force at their last use. Of more than the new size, those that end first go.
     * Entries of an address family whose granularity changes go, since their clients are not the same any more.
     *
     * <p>Goes on segment by segment: a store waits for at most one of up to 256. Lookups wait for nothing. Meanwhile
     * {@link #size} and {@link #entries} show the table as it was.
     *
     * @throws IllegalArgumentException as the constructor; nothing has changed then
     */
    public synchronized void reconfigure(Persistence next) {
        Layout old = layout;
        Layout fresh = new Layout(next, keyHash);
        if (sameTable(old.settings, next)) {
            return;
        }
        fresh.reserve(Math.min(size(), next.tableSize()));
        long now = nanoClock.getAsLong();
        boolean keepV4 = old.settings.granularity() == next.granularity();
        boolean keepV6 = old.settings.granularityV6() == next.granularityV6();
        long later = fresh.timeout - old.timeout;
        old.next = fresh;
        try {
            for (Segment segment : old.segments) {
                segment.retire(now, (state, high, low, serverId, end) -> {
                    boolean keep = state == Slots.V6 ? keepV6 : keepV4;
                    if (keep && end + later - now > 0) {
                        fresh.store(keyHash.of(high, low), state, high, low, serverId, now, end + later);
                    }
                });
            }
        } finally {
            // Without memory for all entries some are lost, but nobody is left between two tables.
            for (Segment segment : old.segments) {
                segment.retire(now, (state, high, low, serverId, end) -> {});
            }
            layout = fresh;
        }
    }

    private static boolean sameTable(Persistence a, Persistence b) {
        return a.timeout().equals(b.timeout())
                && a.granularity() == b.granularity()
                && a.granularityV6() == b.granularityV6()
                && a.tableSize() == b.tableSize();
    }

    @Override
    public int lookup(long addressHigh, long addressLow, boolean v6) {
        Layout table = layout;
        return find(table, addressHigh, addressLow, v6, table.timeout);
    }

    @Override
    public int peek(long addressHigh, long addressLow, boolean v6) {
        // No end is moved back, and every end is later than now.
        return find(layout, addressHigh, addressLow, v6, 0);
    }

    private int find(Layout table, long addressHigh, long addressLow, boolean v6, long timeout) {
        Layout in = table;
        long within = timeout;
        while (true) {
            long high = v6 ? addressHigh & in.maskHigh : 0;
            long low = addressLow & (v6 ? in.maskLow : in.maskV4);
            long hash = keyHash.of(high, low);
            Segment segment = in.segment(hash);
            if (!segment.isRetired()) {
                return segment.lookup(hash, state(v6), high, low, nanoClock.getAsLong(), within);
            }
            in = in.successor();
            within = timeout == 0 ? 0 : in.timeout;
        }
    }

    @Override
    public void store(long addressHigh, long addressLow, boolean v6, int serverId) {
        Layout table = layout;
        while (true) {
            long high = v6 ? addressHigh & table.maskHigh : 0;
            long low = addressLow & (v6 ? table.maskLow : table.maskV4);
            long now = nanoClock.getAsLong();
            Segment.Stored stored =
                    table.store(keyHash.of(high, low), state(v6), high, low, serverId, now, now + table.timeout);
            if (stored != Segment.Stored.RETIRED) {
                return;
            }
            table = table.successor();
        }
    }

    private static int state(boolean v6) {
        return v6 ? Slots.V6 : Slots.V4;
    }

    @Override
    public synchronized boolean remove(IpAddress client) {
        Layout table = layout;
        Persistence settings = table.settings;
        IpAddress network = client.masked(client.v6() ? settings.granularityV6() : settings.granularity());
        long hash = keyHash.of(network.high(), network.low());
        return table.segment(hash)
                .remove(hash, state(client.v6()), network.high(), network.low(), nanoClock.getAsLong());
    }

    @Override
    public synchronized int clear() {
        long now = nanoClock.getAsLong();
        int cleared = 0;
        for (Segment segment : layout.segments) {
            cleared += segment.clear(now);
        }
        return cleared;
    }

    @Override
    public synchronized int clearServer(int serverId) {
        long now = nanoClock.getAsLong();
        int cleared = 0;
        for (Segment segment : layout.segments) {
            cleared += segment.clearServer(serverId, now);
        }
        return cleared;
    }

    /** Entries that are not over. Reads the whole table. */
    @Override
    public int size() {
        long now = nanoClock.getAsLong();
        int size = 0;
        for (Segment segment : layout.segments) {
            size += segment.size(now);
        }
        return size;
    }

    @Override
    public List<PersistenceEntry> entries(int limit) {
        if (limit <= 0) {
            return List.of();
        }
        Layout table = layout;
        long now = nanoClock.getAsLong();
        Comparator<PersistenceEntry> leastTimeFirst = Comparator.comparing(PersistenceEntry::remaining);
        PriorityQueue<PersistenceEntry> chosen = new PriorityQueue<>(leastTimeFirst);
        for (Segment segment : table.segments) {
            segment.visit(now, (state, high, low, serverId, end) -> {
                Duration remaining = Duration.ofNanos(end - now);
                PersistenceEntry last = chosen.size() < limit ? null : chosen.peek();
                if (last != null && last.remaining().compareTo(remaining) >= 0) {
                    return;
                }
                if (last != null) {
                    chosen.remove();
                }
                chosen.add(new PersistenceEntry(client(table.settings, state, high, low), serverId, remaining));
            });
        }
        return chosen.stream().sorted(leastTimeFirst.reversed()).toList();
    }

    private static Cidr client(Persistence settings, int state, long high, long low) {
        boolean v6 = state == Slots.V6;
        return new Cidr(new IpAddress(high, low, v6), v6 ? settings.granularityV6() : settings.granularity());
    }

    Layout layout() {
        return layout;
    }

    /** Bytes taken for entries now. */
    long memory() {
        long memory = 0;
        for (Segment segment : layout.segments) {
            memory += segment.memory();
        }
        return memory;
    }
}
