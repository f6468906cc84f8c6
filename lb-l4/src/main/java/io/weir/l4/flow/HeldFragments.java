package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;

/**
 * Fragments that overtook the first of their datagram, kept for {@value #LIFE_SECONDS} s until it comes and says where
 * they go. The oldest gives way when {@value #CAPACITY} are kept; what goes unused is counted.
 */
public final class HeldFragments {
    /** Fragments kept at most. */
    public static final int CAPACITY = 64;
    /** The largest frame that is kept, in bytes. */
    public static final int LARGEST_FRAME = FrameSlots.LARGEST_FRAME;
    /** How long they are kept. */
    public static final int LIFE_SECONDS = 1;

    private static final int LIFE = LIFE_SECONDS * FlowClock.TICKS_PER_SECOND;

    private final FrameSlots frames;
    private final FrameReceiver lost;
    private final long[] keys = new long[CAPACITY * FragmentKey.WORDS];
    private final int[] born = new int[CAPACITY];
    private final boolean[] waiting = new boolean[CAPACITY];
    private final OwnedCounter dropped = new OwnedCounter();
    private int oldest;
    private int size;

    /**
     * An empty store.
     *
     * @param memory native, of {@link #bytes}, aligned to 64
     * @param lost hears of each that waited in vain; it must not hold others from within
     */
    public HeldFragments(MemorySegment memory, FrameReceiver lost) {
        frames = new FrameSlots(memory);
        this.lost = lost;
    }

    /** The memory it takes. */
    public static long bytes() {
        return FrameSlots.bytes(CAPACITY * FrameSlots.MOST);
    }

    /** Keeps a copy of a frame. Returns false, and counts, when it is too large. */
    public boolean hold(FragmentKey key, MemorySegment segment, long base, int length, int link, int flags, int now) {
        expire(now);
        if (length > LARGEST_FRAME) {
            dropped.increment();
            return false;
        }
        if (size == CAPACITY) {
            dropOldest();
        }
        int place = (oldest + size++) & (CAPACITY - 1);
        frames.copy(place * FrameSlots.MOST, segment, base, length, link, flags);
        key.store(keys, place);
        born[place] = now;
        waiting[place] = true;
        return true;
    }

    /**
     * Hands over what waited for this first fragment, in the order of arrival. The receiver must not hold others from
     * within.
     *
     * @return how many
     */
    public int replay(FragmentKey key, int now, FrameReceiver receiver) {
        expire(now);
        int replayed = 0;
        for (int i = 0; i < size; i++) {
            int place = (oldest + i) & (CAPACITY - 1);
            if (waiting[place] && key.equalsStored(keys, place)) {
                waiting[place] = false;
                frames.show(place * FrameSlots.MOST, receiver);
                replayed++;
            }
        }
        return replayed;
    }

    /** Drops what has waited too long. The other methods do so as well. */
    public void expire(int now) {
        while (size > 0 && (!waiting[oldest] || now - born[oldest] >= LIFE)) {
            dropOldest();
        }
    }

    private void dropOldest() {
        if (waiting[oldest]) {
            dropped.increment();
            frames.show(oldest * FrameSlots.MOST, lost);
        }
        oldest = (oldest + 1) & (CAPACITY - 1);
        size--;
    }

    /** Fragments that were too large, or whose first never came, or came too late. */
    public OwnedCounter dropped() {
        return dropped;
    }
}
