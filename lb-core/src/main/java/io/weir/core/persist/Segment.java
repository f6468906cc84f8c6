package io.weir.core.persist;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link KeyTable}: the keys whose hashes begin alike. Lookups take no lock and never wait; changes
 * take the segment's {@link SpinLock}.
 *
 * <p>A removed entry leaves no gap: those behind it move up. A lookup that passed while one moved, and found nothing,
 * notices by {@link #moves} and starts again.
 */
final class Segment {
    /** No slot further from home than this, so that no pattern of addresses makes a lookup slow. */
    private static final int MAX_PROBES = 256;

    private static final int MIN_CAPACITY = 16;
    private static final int EVICTION_SAMPLE = 64;
    private static final int SWEEP = 8;
    private static final VarHandle MOVES;

    static {
        try {
            MOVES = MethodHandles.lookup().findVarHandle(Segment.class, "moves", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What became of {@link #store}. */
    enum Stored {
        DONE,
        /** The table is full and no entry is here to make room. */
        NO_ROOM,
        /** The entries have gone to the segments of a new table. */
        RETIRED
    }

    private final EntryBudget budget;
    private final KeyHash keyHash;
    private final int maxCapacity;
    private final boolean labelled;
    private final SpinLock lock = new SpinLock();
    private volatile Slots slots;
    private volatile long moves;
    private int entries;
    private int hand;
    private volatile boolean retired;

    /**
     * An empty segment, without memory for entries yet.
     *
     * @param share of the table's entries; a little more than this fits
     * @param labelled whether entries have labels
     */
    Segment(EntryBudget budget, KeyHash keyHash, int share, boolean labelled) {
        this.budget = budget;
        this.keyHash = keyHash;
        this.labelled = labelled;
        this.maxCapacity = (int) Math.min(Integer.MAX_VALUE / Slots.LABEL_BYTES, share + share / 2L + 2 * MIN_CAPACITY);
        this.slots = new Slots(0, labelled);
    }

    /** Takes memory for this many entries, before anything is stored. */
    void reserve(int expected) {
        slots = new Slots((int) Math.min(maxCapacity, 2L * expected), labelled);
    }

    /** The client's server, whose entry then ends {@code timeout} from now; or {@link PersistenceTable#NONE}. */
    int lookup(long hash, int state, long high, long low, long now, long timeout) {
        while (true) {
            long before = (long) MOVES.getAcquire(this);
            Slots table = slots;
            int slot = find(table, hash, state, high, low);
            if (slot < 0) {
                if ((long) MOVES.getAcquire(this) == before) {
                    return PersistenceTable.NONE;
                }
                continue;
            }
            long control = table.control(slot);
            boolean same = Slots.state(control) == state && table.high(slot) == high && table.low(slot) == low;
            long end = table.end(slot);
            if (same && table.unchanged(slot, control)) {
                return use(table, slot, end, now, timeout) ? Slots.serverId(control) : PersistenceTable.NONE;
            }
        }
    }

    /** Leaves an end alone that would hardly move: lookups of one busy client then share its cache line. */
    private static boolean use(Slots table, int slot, long end, long now, long timeout) {
        if (end - now <= 0) {
            return false;
        }
        if (now + timeout - end > timeout >>> KeyTable.END_PRECISION_BITS) {
            table.setEnd(slot, now + timeout);
        }
        return true;
    }

    private static int find(Slots table, long hash, int state, long high, long low) {
        int slot = table.home(hash);
        for (int probes = Math.min(table.capacity(), MAX_PROBES); probes > 0; probes--) {
            int found = Slots.state(table.control(slot));
            if (found == Slots.EMPTY) {
                return -1;
            }
            if (found == state && table.high(slot) == high && table.low(slot) == low) {
                return slot;
            }
            slot = table.after(slot);
        }
        return -1;
    }

    /** Sticks the client to the server until {@code end}. */
    Stored store(long hash, int state, long high, long low, int serverId, long now, long end, byte @Nullable [] label) {
        lock.lock();
        try {
            if (retired) {
                return Stored.RETIRED;
            }
            int slot = find(slots, hash, state, high, low);
            if (slot >= 0) {
                slots.setEnd(slot, end);
                slots.setServer(slot, serverId);
                return Stored.DONE;
            }
            sweep(now);
            if (!budget.take()) {
                int victim = nearestEnd(hash, now);
                if (victim < 0) {
                    return Stored.NO_ROOM;
                }
                if (slots.end(victim) - end > 0) {
                    return Stored.DONE;
                }
                remove(victim);
            }
            int free = freeSlot(hash, now);
            slots.put(free, state, high, low, serverId, end);
            slots.setLabel(free, label);
            entries++;
            return Stored.DONE;
        } finally {
            lock.unlock();
        }
    }

    private int freeSlot(long hash, long now) {
        if (3L * (entries + 1) > 2L * slots.capacity() && slots.capacity() < maxCapacity) {
            rebuild(now, PersistenceTable.NONE);
        }
        while (true) {
            int slot = slots.home(hash);
            for (int probes = Math.min(slots.capacity() - 1, MAX_PROBES); probes > 0; probes--) {
                // One slot stays empty, so that every search ends.
                if (!Slots.live(slots.control(slot)) && entries + 1 < slots.capacity()) {
                    return slot;
                }
                slot = slots.after(slot);
            }
            remove(nearestEnd(hash, now));
            budget.give(1);
        }
    }

    /** Of the entries next to where this hash belongs, the one that ends first; -1 when the segment has none. */
    private int nearestEnd(long hash, long now) {
        int capacity = slots.capacity();
        int slot = slots.home(hash);
        int nearest = -1;
        long least = 0;
        for (int seen = 0; seen < capacity && (seen < EVICTION_SAMPLE || nearest < 0); seen++) {
            long left = slots.end(slot) - now;
            if (Slots.live(slots.control(slot)) && (nearest < 0 || left < least)) {
                nearest = slot;
                least = left;
            }
            slot = slots.after(slot);
        }
        return nearest;
    }

    /** Looks at a few slots for entries that are over; each new entry does, so all are seen again and again. */
    private void sweep(long now) {
        int looks = Math.min(SWEEP, slots.capacity());
        hand = hand < slots.capacity() ? hand : 0;
        for (int i = 0; i < looks; i++) {
            if (Slots.live(slots.control(hand)) && slots.end(hand) - now <= 0) {
                remove(hand);
                budget.give(1);
            } else {
                hand = slots.after(hand);
            }
        }
    }

    /** Closes the gap with the entries behind that may stand there (Knuth, The Art of Computer Programming, 6.4 R). */
    private void remove(int slot) {
        Slots table = slots;
        int gap = slot;
        for (int next = table.after(gap); Slots.live(table.control(next)); next = table.after(next)) {
            int home = table.home(keyHash.of(table.high(next), table.low(next)));
            if (table.distance(home, next) >= table.distance(gap, next)) {
                countMove();
                table.copy(next, gap);
                gap = next;
            }
        }
        countMove();
        table.empty(gap);
        entries--;
    }

    private void countMove() {
        MOVES.setRelease(this, moves + 1);
    }

    /** Copies what is not over, and not of the dropped server, to an array of the right size. */
    private int rebuild(long now, int droppedServer) {
        Slots old = slots;
        int kept = 0;
        int dropped = 0;
        for (int slot = 0; slot < old.capacity(); slot++) {
            if (keeps(old, slot, now, droppedServer)) {
                kept++;
            } else if (Slots.live(old.control(slot)) && old.end(slot) - now > 0) {
                dropped++;
            }
        }
        Slots fresh = new Slots((int) Math.min(maxCapacity, Math.max(MIN_CAPACITY, 3L * (kept + 1))), labelled);
        int copied = 0;
        for (int slot = 0; slot < old.capacity(); slot++) {
            if (keeps(old, slot, now, droppedServer) && copy(old, slot, fresh)) {
                copied++;
            }
        }
        slots = fresh;
        budget.give(entries - copied);
        entries = copied;
        return dropped;
    }

    private static boolean keeps(Slots table, int slot, long now, int droppedServer) {
        long control = table.control(slot);
        return Slots.live(control)
                && table.end(slot) - now > 0
                && (droppedServer == PersistenceTable.NONE || Slots.serverId(control) != droppedServer);
    }

    private boolean copy(Slots from, int slot, Slots to) {
        long control = from.control(slot);
        long high = from.high(slot);
        long low = from.low(slot);
        int target = to.home(keyHash.of(high, low));
        for (int probes = Math.min(to.capacity() - 1, MAX_PROBES); probes > 0; probes--) {
            if (!Slots.live(to.control(target))) {
                to.put(target, Slots.state(control), high, low, Slots.serverId(control), from.end(slot));
                from.copyLabel(slot, to, target);
                return true;
            }
            target = to.after(target);
        }
        return false;
    }

    /** Makes room for a client of another segment: removes the entry nearest its end of a few. False without any. */
    boolean evict(long hash, long now) {
        lock.lock();
        try {
            int victim = nearestEnd(hash, now);
            if (victim < 0) {
                return false;
            }
            remove(victim);
            budget.give(1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets one client. False when it was not there or its time was over. */
    boolean remove(long hash, int state, long high, long low, long now) {
        lock.lock();
        try {
            int slot = find(slots, hash, state, high, low);
            if (slot < 0) {
                return false;
            }
            boolean wasOver = slots.end(slot) - now <= 0;
            remove(slot);
            budget.give(1);
            return !wasOver;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the server's clients. Returns how many. */
    int clearServer(int serverId, long now) {
        lock.lock();
        try {
            return rebuild(now, serverId);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets every client. Returns how many. */
    int clear(long now) {
        lock.lock();
        try {
            int cleared = count(now);
            budget.give(entries);
            entries = 0;
            slots = new Slots(0, labelled);
            return cleared;
        } finally {
            lock.unlock();
        }
    }

    private int count(long now) {
        int count = 0;
        for (int slot = 0; slot < slots.capacity(); slot++) {
            if (keeps(slots, slot, now, PersistenceTable.NONE)) {
                count++;
            }
        }
        return count;
    }

    /** Entries that are not over. */
    int size(long now) {
        lock.lock();
        try {
            return count(now);
        } finally {
            lock.unlock();
        }
    }

    /** Shows each entry that is not over, while stores wait. */
    void visit(long now, Visitor visitor) {
        lock.lock();
        try {
            visitAll(now, visitor);
        } finally {
            lock.unlock();
        }
    }

    private void visitAll(long now, Visitor visitor) {
        Slots table = slots;
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (keeps(table, slot, now, PersistenceTable.NONE)) {
                long control = table.control(slot);
                visitor.entry(
                        Slots.state(control),
                        table.high(slot),
                        table.low(slot),
                        Slots.serverId(control),
                        table.end(slot),
                        table.label(slot));
            }
        }
    }

    /** Shows each entry that is not over, while stores wait; they, and all later ones, belong in a new table then. */
    void retire(long now, Visitor visitor) {
        lock.lock();
        try {
            visitAll(now, visitor);
        } finally {
            retired = true;
            lock.unlock();
        }
    }

    /** Whether its clients are to be looked for in a new table. */
    boolean isRetired() {
        return retired;
    }

    /** Bytes of the slots. */
    long memory() {
        return slots.memory();
    }

    /** Is shown entries. */
    @FunctionalInterface
    interface Visitor {
        void entry(int state, long high, long low, int serverId, long end, byte @Nullable [] label);
    }
}
