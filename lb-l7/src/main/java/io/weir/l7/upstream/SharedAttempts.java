package io.weir.l7.upstream;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is being made on one event loop for many exchanges at a time, so that not each makes its own. Confined to it. */
public final class SharedAttempts {
    private final Map<Goal, SharedAttempt> open = new HashMap<>();

    private record Goal(int serverId, ServerTarget target) {}

    SharedAttempts() {}

    /** Joins one that is under way; null when there is none with room, and {@link #begin} is to be called. */
    public @Nullable SharedAttempt join(int serverId, ServerTarget target, SharedAttempt.Waiting one) {
        SharedAttempt there = open.get(new Goal(serverId, target));
        if (there == null || !there.hasRoom()) {
            return null;
        }
        there.join(one);
        return there;
    }

    /** Begins one that others may join. */
    public SharedAttempt begin(int serverId, ServerTarget target) {
        SharedAttempt fresh = new SharedAttempt();
        open.put(new Goal(serverId, target), fresh);
        return fresh;
    }

    /** It is over, whatever came of it; before those who wait are told. */
    public void end(int serverId, ServerTarget target, SharedAttempt attempt) {
        open.remove(new Goal(serverId, target), attempt);
    }
}
