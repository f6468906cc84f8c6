package io.weir.l7.deadline;

import org.jspecify.annotations.Nullable;

/** Something that must be looked at when its time has come; stands in at most one {@link Deadlines}. */
public abstract class Deadline {
    /** What {@link #check} returns when nothing more is to be watched. */
    public static final long NEVER = Long.MAX_VALUE;

    @Nullable Deadline previous;

    @Nullable Deadline next;

    int slot = Deadlines.NOWHERE;

    /** For subclasses. */
    protected Deadline() {}

    /**
     * Called at the requested time or earlier, never more than two ticks later. It is out of the structure then.
     *
     * @param now the time of {@link Deadlines#now}
     * @return when to look again, in the same time, or {@link #NEVER}
     */
    protected abstract long check(long now);
}
