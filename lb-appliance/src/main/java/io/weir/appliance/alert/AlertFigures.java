package io.weir.appliance.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the mails.
 *
 * @param sent mails that the mail server took
 * @param failed mails that were given up
 * @param waiting events that are not told yet
 * @param trouble why the last try failed; null when it did not
 * @param troubleAt when
 */
public record AlertFigures(
        long sent,
        long failed,
        int waiting,
        @Nullable String trouble,
        @Nullable Instant troubleAt) {
    /** Nothing has happened. */
    public static final AlertFigures NONE = new AlertFigures(0, 0, 0, null, null);
}
