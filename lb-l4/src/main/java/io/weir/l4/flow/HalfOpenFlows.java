package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The half-open flows of a table by server, in the order they began: who must give way where a server or a service is
 * full is found whatever else is half-open. Linked lists over memory beside the entries, 8 bytes each; servers whose ids
 * are {@value #LISTS} apart share one.
 */
final class HalfOpenFlows {
    static final int NONE = -1;
    static final int BYTES_LOG2 = 3;

    private static final int LISTS = 4096;
    private static final int PREVIOUS = Integer.BYTES;

    private final MemorySegment links;
    private final int[] first = new int[LISTS];
    private final int[] last = new int[LISTS];

    HalfOpenFlows(MemorySegment links) {
        this.links = links;
        Arrays.fill(first, NONE);
        Arrays.fill(last, NONE);
    }

    static long bytes(int capacity) {
        return (long) capacity << BYTES_LOG2;
    }

    /** The oldest of a server, or of one that shares its list; -1 when there is none. */
    int first(int serverId) {
        return first[list(serverId)];
    }

    /** The one that began next; -1 after the youngest. */
    int next(int slot) {
        return links.get(ValueLayout.JAVA_INT, at(slot));
    }

    /** Puts a flow behind the others of its server. */
    void add(int slot, int serverId) {
        int list = list(serverId);
        int before = last[list];
        set(slot, 0, NONE);
        set(slot, PREVIOUS, before);
        last[list] = slot;
        if (before == NONE) {
            first[list] = slot;
        } else {
            set(before, 0, slot);
        }
    }

    /** Takes a flow out. */
    void remove(int slot, int serverId) {
        int list = list(serverId);
        int next = next(slot);
        int previous = links.get(ValueLayout.JAVA_INT, at(slot) + PREVIOUS);
        if (previous == NONE) {
            first[list] = next;
        } else {
            set(previous, 0, next);
        }
        if (next == NONE) {
            last[list] = previous;
        } else {
            set(next, PREVIOUS, previous);
        }
    }

    private void set(int slot, int field, int value) {
        links.set(ValueLayout.JAVA_INT, at(slot) + field, value);
    }

    private static int list(int serverId) {
        return serverId & (LISTS - 1);
    }

    private static long at(int slot) {
        return (long) slot << BYTES_LOG2;
    }
}
