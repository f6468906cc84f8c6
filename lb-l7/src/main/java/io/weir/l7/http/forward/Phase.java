package io.weir.l7.http.forward;

import io.weir.l7.deadline.Deadline;
import org.jspecify.annotations.Nullable;

/** What must come within a time before a server's stream is there: a place, a connection. */
final class Phase {
    private long ends = Deadline.NEVER;
    private @Nullable Runnable otherwise;

    /** Waits until then. */
    void begin(long at, Runnable late) {
        ends = at;
        otherwise = late;
    }

    /** It came. */
    void end() {
        ends = Deadline.NEVER;
        otherwise = null;
    }

    /** When to look again; what comes of a phase that is late has asked for its own look. */
    long check(long now) {
        Runnable late = otherwise;
        if (now < ends || late == null) {
            return ends;
        }
        end();
        late.run();
        return Deadline.NEVER;
    }
}
