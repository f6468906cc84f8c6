package io.weir.l7.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one service that wait for a place at a server, first come, first served. Used by all event loops;
 * the lock is held for a few steps only, and not at all while nobody waits.
 */
public final class PlaceQueue {
    /** Most that wait, whatever the service allows. */
    public static final int LIMIT = 10_000;

    private @Nullable Waiter head;
    private @Nullable Waiter tail;
    private long sequence;
    private final AtomicInteger size = new AtomicInteger();

    /** One that waits. A place is offered to it by {@link Waiting#placeOffered}. */
    public static final class Waiter {
        private final Waiting waiting;
        private int serverId = ANY;
        private @Nullable Waiter previous;
        private @Nullable Waiter next;
        private boolean queued;
        private long sequence;

        /** Not yet in the queue. */
        public Waiter(Waiting waiting) {
            this.waiting = waiting;
        }
    }

    /** What a waiter does when its turn has come. */
    public interface Waiting {
        /**
         * Called on any thread, outside the lock.
         *
         * @param held a place that is its own now, and it has left the queue; null to try again while it waits
         */
        void placeOffered(@Nullable HeldPlace held);

        /** Whether it can use this server; asked on any thread, inside the lock. */
        default boolean canUse(int serverId) {
            return true;
        }
    }

    /** Stands for every server. */
    public static final int ANY = -1;

    /** How many wait. */
    public int size() {
        return size.get();
    }

    /** What became of {@link #add}. */
    public enum Added {
        /** It waits from now on. */
        NOW,
        /** It waited already. */
        BEFORE,
        /** Too many wait. */
        REFUSED
    }

    /**
     * Appends it; one that was here before gets its old position.
     *
     * @param serverId the only server it can use, or {@link #ANY}
     * @param limit most that may wait, beside {@link #LIMIT}
     */
    public synchronized Added add(Waiter waiter, int serverId, int limit) {
        waiter.serverId = serverId;
        if (waiter.queued) {
            return Added.BEFORE;
        }
        boolean returning = waiter.sequence != 0;
        if (!returning && size.get() >= Math.min(limit, LIMIT)) {
            return Added.REFUSED;
        }
        if (!returning) {
            waiter.sequence = ++sequence;
        }
        Waiter after = returning ? head : null;
        while (after != null && after.sequence < waiter.sequence) {
            after = after.next;
        }
        insertBefore(waiter, after);
        return Added.NOW;
    }

    /** False when it was not here: a place is on its way to it. */
    public synchronized boolean remove(Waiter waiter) {
        if (!waiter.queued) {
            return false;
        }
        unlink(waiter);
        return true;
    }

    /** Hands a place to the first that can use it. False when nobody can: the place is still the caller's. */
    public boolean offer(HeldPlace place) {
        Waiter waiter = size.get() == 0 ? null : firstFor(place.serverId(), true);
        if (waiter == null) {
            return false;
        }
        waiter.waiting.placeOffered(place);
        return true;
    }

    /** Lets the first that could use this server try again, and the first that can use no other. */
    public void nudge(int serverId) {
        if (size.get() == 0) {
            return;
        }
        Waiter first = firstFor(serverId, false);
        Waiter stuck = firstStuckTo(serverId);
        if (first != null) {
            first.waiting.placeOffered(null);
        }
        if (stuck != null && stuck != first) {
            stuck.waiting.placeOffered(null);
        }
    }

    /** Lets everybody try again: the servers have changed. */
    public void offerAll() {
        for (Waiter waiter : snapshot()) {
            waiter.waiting.placeOffered(null);
        }
    }

    private synchronized List<Waiter> snapshot() {
        List<Waiter> all = new ArrayList<>();
        for (Waiter at = head; at != null; at = at.next) {
            all.add(at);
        }
        return all;
    }

    private synchronized @Nullable Waiter firstFor(int serverId, boolean take) {
        for (Waiter at = head; at != null; at = at.next) {
            if (at.serverId == serverId || (at.serverId == ANY && at.waiting.canUse(serverId))) {
                if (take) {
                    unlink(at);
                }
                return at;
            }
        }
        return null;
    }

    private synchronized @Nullable Waiter firstStuckTo(int serverId) {
        Waiter at = head;
        while (at != null && at.serverId != serverId) {
            at = at.next;
        }
        return at;
    }

    private void insertBefore(Waiter waiter, @Nullable Waiter after) {
        Waiter before = after == null ? tail : after.previous;
        waiter.previous = before;
        waiter.next = after;
        if (before == null) {
            head = waiter;
        } else {
            before.next = waiter;
        }
        if (after == null) {
            tail = waiter;
        } else {
            after.previous = waiter;
        }
        waiter.queued = true;
        size.incrementAndGet();
    }

    private void unlink(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.queued = false;
        size.decrementAndGet();
    }
}
