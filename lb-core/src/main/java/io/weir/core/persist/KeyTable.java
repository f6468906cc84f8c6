package io.weir.core.persist;

import io.weir.core.service.Persistence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which server each key is stuck to, and what all persistence tables do alike. A key is an address or, with labels, 128
 * bits that nobody can choose.
 *
 * <p><b>Concurrency.</b> {@link #find} takes no lock, never waits for another thread and allocates nothing. {@link
 * #store} holds one of up to 256 spin locks for a few memory accesses; it allocates only when a segment of the table
 * grows, which then copies at most a few thousand entries.
 *
 * <p><b>Time.</b> A lookup starts the entry's time anew, unless that would move its end by less than 1/128 of the
 * timeout: the end may be that much early. What is over is never returned; each new key removes what is over from eight
 * slots, so that it is all gone by the time a fifth of the table has been replaced.
 *
 * <p><b>Bounds.</b> Never more than {@link Persistence#tableSize} entries. In a full table the entry nearest its end
 * makes room, of some tens that lie beside the new one's place; of all, in a table of up to 21. Memory is taken as
 * entries come: 48 to 96 bytes each, and never more than 48 bytes times the table's size, plus 1.5 KiB a segment (one
 * for each 4,096 entries of the size, at most 256). With labels it is three times as much.
 */
final class KeyTable {
    /** An end is moved when that is more than the timeout shifted right by this. */
    static final int END_PRECISION_BITS = 7;

    private final LongSupplier nanoClock;
    private final KeyHash keyHash;
    private final boolean labelled;
    private volatile Layout layout;

    /**
     * An empty table.
     *
     * @param labelled whether entries have labels and every bit of a key counts
     * @throws IllegalArgumentException when a setting is out of the range {@link Persistence} gives for it
     */
    KeyTable(Persistence settings, LongSupplier nanoClock, long seed, boolean labelled) {
        this.nanoClock = nanoClock;
        this.keyHash = new KeyHash(seed);
        this.labelled = labelled;
        this.layout = new Layout(settings, keyHash, labelled);
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
    synchronized void reconfigure(Persistence next) {
        Layout old = layout;
        Layout fresh = new Layout(next, keyHash, labelled);
        if (sameTable(old.settings, next, labelled)) {
            return;
        }
        fresh.reserve(Math.min(size(), next.tableSize()));
        long now = nanoClock.getAsLong();
        boolean keepV4 = labelled || old.settings.granularity() == next.granularity();
        boolean keepV6 = labelled || old.settings.granularityV6() == next.granularityV6();
        long later = fresh.timeout - old.timeout;
        old.next = fresh;
        try {
            for (Segment segment : old.segments) {
                segment.retire(now, (state, high, low, serverId, end, label) -> {
                    boolean keep = state == Slots.V6 ? keepV6 : keepV4;
                    if (keep && end + later - now > 0) {
                        fresh.store(keyHash.of(high, low), state, high, low, serverId, now, end + later, label);
                    }
                });
            }
        } finally {
            // Without memory for all entries some are lost, but nobody is left between two tables.
            for (Segment segment : old.segments) {
                segment.retire(now, (state, high, low, serverId, end, label) -> {});
            }
            layout = fresh;
        }
    }

    private static boolean sameTable(Persistence a, Persistence b, boolean labelled) {
        return a.timeout().equals(b.timeout())
                && (labelled || (a.granularity() == b.granularity() && a.granularityV6() == b.granularityV6()))
                && a.tableSize() == b.tableSize();
    }

    /** The id of the server the key is stuck to, or {@link PersistenceTable#NONE}; a use starts the entry's time anew. */
    int find(long addressHigh, long addressLow, boolean v6, boolean use) {
        Layout table = layout;
        // Within no time no end is moved back, and every end is later than now.
        return find(table, addressHigh, addressLow, v6, use ? table.timeout : 0);
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

    /** Sticks the key to the server, also when it was stuck to another. The label is for {@link #entries}. */
    void store(long addressHigh, long addressLow, boolean v6, int serverId, byte @Nullable [] label) {
        Layout table = layout;
        while (true) {
            long high = v6 ? addressHigh & table.maskHigh : 0;
            long low = addressLow & (v6 ? table.maskLow : table.maskV4);
            long now = nanoClock.getAsLong();
            Segment.Stored stored =
                    table.store(keyHash.of(high, low), state(v6), high, low, serverId, now, now + table.timeout, label);
            if (stored != Segment.Stored.RETIRED) {
                return;
            }
            table = table.successor();
        }
    }

    private static int state(boolean v6) {
        return v6 ? Slots.V6 : Slots.V4;
    }

    /** Forgets the key. False when it was not there. */
    synchronized boolean remove(long addressHigh, long addressLow, boolean v6) {
        Layout table = layout;
        long high = v6 ? addressHigh & table.maskHigh : 0;
        long low = addressLow & (v6 ? table.maskLow : table.maskV4);
        long hash = keyHash.of(high, low);
        return table.segment(hash).remove(hash, state(v6), high, low, nanoClock.getAsLong());
    }

    synchronized int clear() {
        long now = nanoClock.getAsLong();
        int cleared = 0;
        for (Segment segment : layout.segments) {
            cleared += segment.clear(now);
        }
        return cleared;
    }

    synchronized int clearServer(int serverId) {
        long now = nanoClock.getAsLong();
        int cleared = 0;
        for (Segment segment : layout.segments) {
            cleared += segment.clearServer(serverId, now);
        }
        return cleared;
    }

    /** Entries that are not over. Reads the whole table. */
    int size() {
        long now = nanoClock.getAsLong();
        int size = 0;
        for (Segment segment : layout.segments) {
            size += segment.size(now);
        }
        return size;
    }

    /** Every entry that is not over, those with the most time left first, at most {@code limit}. */
    List<PersistenceEntry> entries(int limit, Naming naming) {
        if (limit <= 0) {
            return List.of();
        }
        Layout table = layout;
        long now = nanoClock.getAsLong();
        Comparator<PersistenceEntry> leastTimeFirst = Comparator.comparing(PersistenceEntry::remaining);
        PriorityQueue<PersistenceEntry> chosen = new PriorityQueue<>(leastTimeFirst);
        for (Segment segment : table.segments) {
            segment.visit(now, (state, high, low, serverId, end, label) -> {
                Duration remaining = Duration.ofNanos(end - now);
                PersistenceEntry last = chosen.size() < limit ? null : chosen.peek();
                if (last != null && last.remaining().compareTo(remaining) >= 0) {
                    return;
                }
                if (last != null) {
                    chosen.remove();
                }
                String key = naming.key(table.settings, high, low, state == Slots.V6, label);
                chosen.add(new PersistenceEntry(key, serverId, remaining));
            });
        }
        return chosen.stream().sorted(leastTimeFirst.reversed()).toList();
    }

    /** Forgets every key whose label is this. Returns how many there were. */
    synchronized int removeLabelled(byte[] label) {
        long now = nanoClock.getAsLong();
        int removed = 0;
        for (Segment segment : layout.segments) {
            List<long[]> keys = new ArrayList<>();
            segment.visit(now, (state, high, low, serverId, end, other) -> {
                if (Arrays.equals(label, other)) {
                    keys.add(new long[] {high, low});
                }
            });
            for (long[] key : keys) {
                if (segment.remove(keyHash.of(key[0], key[1]), Slots.V6, key[0], key[1], now)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    /** Writes a key as it is listed. */
    @FunctionalInterface
    interface Naming {
        String key(Persistence settings, long high, long low, boolean v6, byte @Nullable [] label);
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
