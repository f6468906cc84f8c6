package io.weir.l7.frontend;

import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadline;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as its event loop knows it: one of a list, with one deadline. Confined to the loop. It is in the
 * list from {@link ConnectionLoop#add} to {@link #end}.
 */
public abstract class LoopConnection extends Deadline {
    @Nullable LoopConnection previous;

    @Nullable LoopConnection next;

    /** For subclasses. */
    protected LoopConnection() {}

    /** Cuts what it has with these servers. */
    protected abstract void cut(Set<Integer> serverIds, String detail);

    /** Asks the client to go, where its protocol can and its service is one of these. */
    protected void finish(Set<String> services) {}

    /**
     * Ends it, once, and takes it out of the loop's list.
     *
     * @param reset whether both ends see a reset; otherwise only one that does not get all its data
     */
    public abstract void end(EndReason reason, @Nullable String detail, boolean reset);

    /** What is listed of it. */
    protected abstract ConnectionInfo info();
}
