package io.weir.core.persist;

import io.weir.core.schedule.Hashing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash table with linear probing in one array, four words a slot: control, the two words of the address, and the end
 * of the entry on the table's clock. Any thread may read; one at a time may write.
 *
 * <p>The control word is {@code version (30 bits) | state (2) | server id (32)}. A writer marks the slot busy, writes
 * the address, then sets a control word that was never there before; a reader that finds the same control word before
 * and after it compared the address has seen one entry. So nobody reads an address of two halves or waits for a writer.
 *
 * <p>Beside them each slot may have a label, which only those who write may read.
 */
final class Slots {
    static final int WORDS = 4;
    static final int BYTES = WORDS * Long.BYTES;
    /** Bytes of a label; a shorter one ends with zeros. */
    static final int LABEL_BYTES = 64;

    static final int EMPTY = 0;
    static final int BUSY = 1;
    static final int V4 = 2;
    static final int V6 = 3;

    private static final int HIGH = 1;
    private static final int LOW = 2;
    private static final int END = 3;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final int capacity;
    private final byte @Nullable [] labels;

    Slots(int capacity, boolean labelled) {
        this.capacity = capacity;
        this.words = new long[capacity * WORDS];
        this.labels = labelled ? new byte[capacity * LABEL_BYTES] : null;
    }

    int capacity() {
        return capacity;
    }

    /** Where the probing for this hash starts. The segment was chosen by the upper half of the hash. */
    int home(long hash) {
        return Hashing.bucket(hash << 32, capacity);
    }

    int after(int slot) {
        return slot + 1 == capacity ? 0 : slot + 1;
    }

    /** How many steps forward it is from one slot to another. */
    int distance(int from, int to) {
        return to >= from ? to - from : to - from + capacity;
    }

    /** The control word; what it announces may be read after. */
    long control(int slot) {
        return (long) WORD.getAcquire(words, slot * WORDS);
    }

    static int state(long control) {
        return (int) (control >>> 32) & 3;
    }

    static int serverId(long control) {
        return (int) control;
    }

    static boolean live(long control) {
        return state(control) >= V4;
    }

    /** Whether the slot still has this control word; what was read before belongs to it then. */
    boolean unchanged(int slot, long control) {
        VarHandle.loadLoadFence();
        return (long) WORD.getOpaque(words, slot * WORDS) == control;
    }

    long high(int slot) {
        return (long) WORD.getOpaque(words, slot * WORDS + HIGH);
    }

    long low(int slot) {
        return (long) WORD.getOpaque(words, slot * WORDS + LOW);
    }

    long end(int slot) {
        return (long) WORD.getOpaque(words, slot * WORDS + END);
    }

    /**
     * Moves the end of the entry. A reader may do this too: should the slot have got another owner since, then that
     * one is as young, and its end is the same but for the time this took.
     */
    void setEnd(int slot, long end) {
        WORD.setOpaque(words, slot * WORDS + END, end);
    }

    /** Gives the entry to another server. */
    void setServer(int slot, int serverId) {
        long control = control(slot);
        WORD.setRelease(words, slot * WORDS, (control & ~0xffff_ffffL) | Integer.toUnsignedLong(serverId));
    }

    /** Overwrites the slot, which readers pass over meanwhile. */
    void put(int slot, int state, long high, long low, int serverId, long end) {
        int at = slot * WORDS;
        long version = (control(slot) >>> 34) + 1;
        WORD.setRelease(words, at, version << 34 | (long) BUSY << 32);
        VarHandle.storeStoreFence();
        WORD.setOpaque(words, at + HIGH, high);
        WORD.setOpaque(words, at + LOW, low);
        WORD.setOpaque(words, at + END, end);
        WORD.setRelease(words, at, version << 34 | (long) state << 32 | Integer.toUnsignedLong(serverId));
    }

    /** Copies one entry over another slot. */
    void copy(int from, int to) {
        long control = control(from);
        put(to, state(control), high(from), low(from), serverId(control), end(from));
        copyLabel(from, this, to);
    }

    void setLabel(int slot, byte @Nullable [] label) {
        if (labels != null && label != null) {
            System.arraycopy(label, 0, labels, slot * LABEL_BYTES, LABEL_BYTES);
        }
    }

    /** A copy of the label; null in a table without. */
    byte @Nullable [] label(int slot) {
        return labels == null ? null : Arrays.copyOfRange(labels, slot * LABEL_BYTES, (slot + 1) * LABEL_BYTES);
    }

    void copyLabel(int from, Slots target, int to) {
        if (labels != null && target.labels != null) {
            System.arraycopy(labels, from * LABEL_BYTES, target.labels, to * LABEL_BYTES, LABEL_BYTES);
        }
    }

    /** Bytes of all slots. */
    long memory() {
        return (long) capacity * (labels == null ? BYTES : BYTES + LABEL_BYTES);
    }

    /** Ends the probing here. The version stays, so that the slot's next control word is new again. */
    void empty(int slot) {
        WORD.setRelease(words, slot * WORDS, control(slot) >>> 34 << 34);
    }
}
