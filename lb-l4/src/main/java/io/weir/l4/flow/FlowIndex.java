package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * From the hash of a tuple to what it names: a hash table with linear probing, never more than half full, whose removals
 * leave no gaps.
 *
 * <pre>
 *   63                            32 31                            0
 *  +--------------------------------+-------------------------------+
 *  |              hash              |       what it names + 1       |
 *  +--------------------------------+-------------------------------+
 * </pre>
 *
 * An empty place is 0, so that fresh memory is an empty index.
 */
final class FlowIndex {
    private static final ValueLayout.OfLong ENTRY = ValueLayout.JAVA_LONG;
    private static final int EMPTY = 0;

    private final MemorySegment memory;
    private final int places;

    /** An index over zeroed memory of {@link #bytes} for this many keys. */
    FlowIndex(MemorySegment memory, int keys) {
        this.memory = memory;
        this.places = places(keys);
    }

    private static int places(int keys) {
        return Math.multiplyExact(2, keys);
    }

    static long bytes(int keys) {
        return places(keys) * ENTRY.byteSize();
    }

    /** Where probing for a hash starts: its share of the whole range. */
    int home(int hash) {
        return (int) (((hash & 0xffff_ffffL) * places) >>> 32);
    }

    int after(int place) {
        return place + 1 == places ? 0 : place + 1;
    }

    /** What is at a place; 0 ends the probing. */
    long entry(int place) {
        return memory.get(ENTRY, (long) place << 3);
    }

    /**
     * Reads the places where probing for each of some hashes starts, one read not waiting for the other.
     *
     * @param slots filled with the slots they name, 0 where they are empty
     * @return nothing of meaning
     */
    long fetch(int[] hashes, int count, int[] slots) {
        long read = 0;
        for (int i = 0; i < count; i++) {
            read += entry(home(hashes[i]));
        }
        for (int i = 0; i < count; i++) {
            slots[i] = FlowTable.slot(Math.max(0, named(entry(home(hashes[i])))));
        }
        return read;
    }

    static int hash(long entry) {
        return (int) (entry >>> 32);
    }

    static int named(long entry) {
        return (int) entry - 1;
    }

    void insert(int hash, int named) {
        int place = home(hash);
        while (entry(place) != EMPTY) {
            place = after(place);
        }
        set(place, (long) hash << 32 | (named + 1));
    }

    /** Closes the gap with the entries behind that may stand there (Knuth, The Art of Computer Programming, 6.4 R). */
    void remove(int hash, int named) {
        int gap = home(hash);
        while ((int) entry(gap) != named + 1) {
            gap = after(gap);
        }
        for (int next = after(gap); entry(next) != EMPTY; next = after(next)) {
            long entry = entry(next);
            if (distance(home(hash(entry)), next) >= distance(gap, next)) {
                set(gap, entry);
                gap = next;
            }
        }
        set(gap, EMPTY);
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + places;
    }

    private void set(int place, long entry) {
        memory.set(ENTRY, (long) place << 3, entry);
    }
}
