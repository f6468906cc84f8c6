package io.weir.l4.flow;

import java.util.Arrays;

/**
 * Which flow the fragments of a datagram belong to: learned from the first, which has the ports, for the others, which
 * have none. A datagram is remembered for {@value #LIFE_SECONDS} s from its first fragment, as long as Linux waits for
 * the rest ({@code ipfrag_time}); the oldest gives way when {@value #CAPACITY} are known.
 *
 * <p>A ring in the order of arrival, so that the oldest is always at its end, and an index of open addressing over it.
 * The owner of the flow tables owns this, too.
 */
public final class FragmentTable {
    /** Datagrams remembered at most. */
    public static final int CAPACITY = 4096;
    /** How long. */
    public static final int LIFE_SECONDS = 30;

    private static final int LIFE = LIFE_SECONDS * FlowClock.TICKS_PER_SECOND;
    private static final int PLACES = 2 * CAPACITY;
    private static final int EMPTY = -1;
    /** What a datagram that was replaced names. */
    private static final int GONE = -1;

    private final FlowHash hash;
    private final int[] places = new int[PLACES];
    private final long[] keys = new long[CAPACITY * FragmentKey.WORDS];
    private final int[] hashes = new int[CAPACITY];
    private final int[] flows = new int[CAPACITY];
    private final int[] identities = new int[CAPACITY];
    private final int[] born = new int[CAPACITY];
    private final OwnedCounter evicted = new OwnedCounter();
    private int oldest;
    private int size;

    /** An empty table. */
    public FragmentTable() {
        this(FlowHash.secret());
    }

    FragmentTable(FlowHash hash) {
        this.hash = hash;
        Arrays.fill(places, EMPTY);
    }

    /** Remembers what {@link FlowTable#find} said of the first fragment. */
    public void put(FragmentKey key, FlowTable table, int found, int now) {
        put(key, found, table.identity(FlowTable.slot(found)), now);
    }

    /** Remembers the number of the worker that the fragments belong to; for a table that holds nothing else. */
    public void putWorker(FragmentKey key, int worker, int now) {
        put(key, worker, 0, now);
    }

    private void put(FragmentKey key, int found, int identity, int now) {
        expire(now);
        int hashed = key.hash(hash);
        int place = find(key, hashed);
        if (place != EMPTY) {
            flows[places[place]] = GONE;
            unindex(place);
        }
        if (size == CAPACITY) {
            dropOldest();
            evicted.increment();
        }
        int entry = (oldest + size++) & (CAPACITY - 1);
        key.store(keys, entry);
        hashes[entry] = hashed;
        flows[entry] = found;
        identities[entry] = identity;
        born[entry] = now;
        index(entry);
    }

    /** What was put, as long as the flow lives; else {@link FlowTable#NONE}. */
    public int find(FragmentKey key, FlowTable table, int now) {
        int place = size == 0 ? EMPTY : find(key, key.hash(hash));
        if (place == EMPTY) {
            return FlowTable.NONE;
        }
        int entry = places[place];
        int found = flows[entry];
        boolean good = now - born[entry] < LIFE && table.identity(FlowTable.slot(found)) == identities[entry];
        return good ? found : FlowTable.NONE;
    }

    /** What {@link #putWorker} was given; else {@link FlowTable#NONE}. */
    public int worker(FragmentKey key, int now) {
        int place = size == 0 ? EMPTY : find(key, key.hash(hash));
        return place == EMPTY || now - born[places[place]] >= LIFE ? FlowTable.NONE : flows[places[place]];
    }

    /** Forgets what is too old. {@link #put} does so as well. */
    public void expire(int now) {
        while (size > 0 && now - born[oldest] >= LIFE) {
            dropOldest();
        }
    }

    /** Datagrams remembered. */
    public int size() {
        return size;
    }

    /** Datagrams that gave way to others before their time. */
    public OwnedCounter evicted() {
        return evicted;
    }

    private void dropOldest() {
        if (flows[oldest] != GONE) {
            int place = home(hashes[oldest]);
            while (places[place] != oldest) {
                place = after(place);
            }
            unindex(place);
        }
        oldest = (oldest + 1) & (CAPACITY - 1);
        size--;
    }

    private int find(FragmentKey key, int hashed) {
        int place = home(hashed);
        while (places[place] != EMPTY) {
            int entry = places[place];
            if (hashes[entry] == hashed && key.equalsStored(keys, entry)) {
                return place;
            }
            place = after(place);
        }
        return EMPTY;
    }

    private void index(int entry) {
        int place = home(hashes[entry]);
        while (places[place] != EMPTY) {
            place = after(place);
        }
        places[place] = entry;
    }

    /** Closes the gap with the entries behind that may stand there. */
    private void unindex(int place) {
        int gap = place;
        for (int next = after(gap); places[next] != EMPTY; next = after(next)) {
            if (distance(home(hashes[places[next]]), next) >= distance(gap, next)) {
                places[gap] = places[next];
                gap = next;
            }
        }
        places[gap] = EMPTY;
    }

    private static int home(int hash) {
        return hash & (PLACES - 1);
    }

    private static int after(int place) {
        return (place + 1) & (PLACES - 1);
    }

    private static int distance(int from, int to) {
        return (to - from) & (PLACES - 1);
    }
}
