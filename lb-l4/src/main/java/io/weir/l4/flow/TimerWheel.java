package io.weir.l4.flow;

import java.util.Arrays;

/**
 * When entries are to be looked at: a ring of lists, one for each quarter of a second of the next 512 s, linked through
 * the entries themselves. An entry whose time is further away stands in the last list, and is put in again from there.
 *
 * <p>A packet does not move its entry: whoever looks finds out that it is not over yet, and puts it in again.
 *
 * <p>The first entry of a list stores its list as a negative number where others store their predecessor, the last one
 * where others store their successor; so an entry is taken out without a search.
 */
final class TimerWheel {
    static final int NONE = -1;
    static final int LIST_TICKS_LOG2 = 2;
    static final int LIST_TICKS = 1 << LIST_TICKS_LOG2;
    static final int LISTS = 2048;

    private static final int WORDS = LISTS / Long.SIZE;

    private final FlowSlab slab;
    private final int[] heads = new int[LISTS];
    private final int[] tails = new int[LISTS];
    private final long[] occupied = new long[WORDS];
    /** A multiple of {@link #LIST_TICKS}: entries due before it have been looked at. */
    private int position;

    private int size;

    TimerWheel(FlowSlab slab) {
        this.slab = slab;
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    int size() {
        return size;
    }

    /** Puts an entry in, to be looked at when {@code timeout} ticks have passed since it was seen. */
    void link(int slot, int seen, int timeout) {
        if (size++ == 0) {
            position = startOfList(seen);
        }
        int away = Math.clamp(seen + timeout - position, 0, (LISTS - 1) * LIST_TICKS);
        int list = list(position + away);
        int last = tails[list];
        slab.setInteger(slot, FlowLayout.NEXT, ~list);
        tails[list] = slot;
        if (last == NONE) {
            slab.setInteger(slot, FlowLayout.PREVIOUS, ~list);
            heads[list] = slot;
            occupied[list >>> 6] |= 1L << list;
        } else {
            slab.setInteger(slot, FlowLayout.PREVIOUS, last);
            slab.setInteger(last, FlowLayout.NEXT, slot);
        }
    }

    /** Takes an entry out. */
    void unlink(int slot) {
        size--;
        int previous = slab.integer(slot, FlowLayout.PREVIOUS);
        int next = slab.integer(slot, FlowLayout.NEXT);
        if (previous >= 0) {
            slab.setInteger(previous, FlowLayout.NEXT, next);
        } else {
            heads[~previous] = next >= 0 ? next : NONE;
        }
        if (next >= 0) {
            slab.setInteger(next, FlowLayout.PREVIOUS, previous);
        } else {
            tails[~next] = previous >= 0 ? previous : NONE;
        }
        if (previous < 0 && next < 0) {
            occupied[~next >>> 6] &= ~(1L << ~next);
        }
    }

    /** An entry that is to be looked at by now, the longest overdue first; it must be taken out or put in again. */
    int due(int now) {
        int lists = listsToFirst();
        if (lists != NONE) {
            int start = position + lists * LIST_TICKS;
            if (now - start >= LIST_TICKS) {
                position = start;
                return heads[list(start)];
            }
        }
        if (now - position >= LIST_TICKS) {
            position = startOfList(now);
        }
        return NONE;
    }

    /** The entry that will be looked at first; -1 when there is none. */
    int first() {
        int lists = listsToFirst();
        return lists == NONE ? NONE : heads[list(position + lists * LIST_TICKS)];
    }

    /** When the entry that {@link #first} gives will be looked at. */
    int firstDue() {
        return position + (listsToFirst() + 1) * LIST_TICKS;
    }

    /** How many lists from the position the first one with an entry is; -1 when all are empty. */
    private int listsToFirst() {
        if (size == 0) {
            return NONE;
        }
        int from = list(position);
        int word = from >>> 6;
        long bits = occupied[word] & -1L << from;
        for (int i = 0; i <= WORDS; i++) {
            if (bits != 0) {
                int found = (word << 6) + Long.numberOfTrailingZeros(bits);
                return (found - from) & (LISTS - 1);
            }
            word = (word + 1) & (WORDS - 1);
            bits = occupied[word];
        }
        return NONE;
    }

    private static int list(int ticks) {
        return (ticks >>> LIST_TICKS_LOG2) & (LISTS - 1);
    }

    private static int startOfList(int ticks) {
        return ticks & -LIST_TICKS;
    }
}
