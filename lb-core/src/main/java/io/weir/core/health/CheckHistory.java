package io.weir.core.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last {@value #LENGTH} results of one target, and its last failure however long ago. For any thread. */
final class CheckHistory {
    static final int LENGTH = 50;
    /** Longer words, as those of a server that talks much, are cut. */
    static final int LONGEST_TEXT = 200;

    private final @Nullable CheckRecord[] ring = new CheckRecord[LENGTH];
    private int next;
    private @Nullable CheckRecord latestFailure;

    synchronized void add(Instant at, CheckResult result) {
        CheckRecord entry = new CheckRecord(at, result);
        ring[next] = entry;
        next = (next + 1) % LENGTH;
        if (!result.healthy()) {
            latestFailure = entry;
        }
    }

    /** Oldest first. */
    synchronized List<CheckRecord> entries() {
        List<CheckRecord> entries = new ArrayList<>(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            CheckRecord entry = ring[(next + i) % LENGTH];
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    synchronized @Nullable CheckRecord latest() {
        return ring[(next + LENGTH - 1) % LENGTH];
    }

    synchronized @Nullable CheckRecord latestFailure() {
        return latestFailure;
    }
}
