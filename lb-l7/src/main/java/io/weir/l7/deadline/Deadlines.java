package io.weir.l7.deadline;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop: a wheel of lists, advanced by one repeating task that runs only while there are any.
 * Activity does not touch the wheel: its owner notes {@link #now} and, when its slot comes up, says when to look again.
 * So activity costs one store, adding and removing cost a few, and nothing allocates.
 *
 * <p>All methods are called on the event loop.
 */
public final class Deadlines {
    /** How often the wheel advances; the precision of every deadline. */
    public static final Duration TICK = Duration.ofMillis(100);

    static final int NOWHERE = -1;
    private static final int SLOTS = 512;
    private static final int BEING_CHECKED = SLOTS;
    private static final long TICK_NANOS = TICK.toNanos();

    private final EventExecutor executor;
    private final LongSupplier clock;
    private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS + 1];
    private final long origin;
    private long now;
    private long tick;
    private int size;
    private @Nullable ScheduledFuture<?> ticking;

    /**
     * Empty.
     *
     * @param executor the event loop
     * @param clock nanoseconds, monotonic
     */
    public Deadlines(EventExecutor executor, LongSupplier clock) {
        this.executor = executor;
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    /** Nanoseconds since this was made, as of the last tick. */
    public long now() {
        return now;
    }

    /** Reads the clock: what {@link #now} says from now on, also when nothing was watched for long. */
    public long fresh() {
        now = clock.getAsLong() - origin;
        return now;
    }

    /** How many are watched. */
    public int size() {
        return size;
    }

    /** Asks for a look at {@code at}, in the time of {@link #now}; a deadline that is here already is moved. */
    public void watch(Deadline deadline, long at) {
        if (deadline.slot != NOWHERE) {
            unlink(deadline);
        }
        if (ticking == null) {
            start();
        }
        link(deadline, at);
    }

    /** Forgets it; nothing happens when it is not here. */
    public void forget(Deadline deadline) {
        if (deadline.slot != NOWHERE) {
            unlink(deadline);
        }
    }

    private void start() {
        tick = fresh() / TICK_NANOS;
        ticking = executor.scheduleAtFixedRate(this::advance, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Looks at every slot whose time has passed. */
    void advance() {
        long reached = fresh() / TICK_NANOS;
        // After a pause longer than one turn, one turn looks at everything.
        tick = Math.max(tick, reached - SLOTS);
        while (tick < reached) {
            tick++;
            checkSlot((int) (tick % SLOTS));
        }
        if (size == 0 && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private void checkSlot(int slot) {
        // Taken out first: those that come back to this very slot are for its next turn.
        Deadline due = slots[slot];
        slots[slot] = null;
        slots[BEING_CHECKED] = due;
        for (Deadline at = due; at != null; at = at.next) {
            at.slot = BEING_CHECKED;
        }
        while ((due = slots[BEING_CHECKED]) != null) {
            unlink(due);
            long again = due.check(now);
            if (again != Deadline.NEVER && due.slot == NOWHERE) {
                link(due, again);
            }
        }
    }

    private void link(Deadline deadline, long at) {
        long wanted = at / TICK_NANOS + 1;
        long ahead = Math.clamp(wanted - tick, 1, SLOTS - 1);
        int slot = (int) ((tick + ahead) % SLOTS);
        Deadline first = slots[slot];
        deadline.next = first;
        deadline.previous = null;
        if (first != null) {
            first.previous = deadline;
        }
        slots[slot] = deadline;
        deadline.slot = slot;
        size++;
    }

    private void unlink(Deadline deadline) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before != null) {
            before.next = after;
        } else {
            slots[deadline.slot] = after;
        }
        if (after != null) {
            after.previous = before;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.slot = NOWHERE;
        size--;
    }
}
