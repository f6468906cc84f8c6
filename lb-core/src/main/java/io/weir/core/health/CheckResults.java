package io.weir.core.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last results of the check of one server. For any thread. */
public interface CheckResults {
    /** What is checked, and how it is counted. */
    CheckTarget target();

    /** The newest result; null before the first. */
    @Nullable CheckRecord latest();

    /** The newest failure, however long ago since the check began; null when there was none. */
    @Nullable CheckRecord latestFailure();

    /** The last 50 results at most, oldest first. */
    List<CheckRecord> history();

    /** How many servers of services count the results of this check, with this one. */
    int sharers();
}
