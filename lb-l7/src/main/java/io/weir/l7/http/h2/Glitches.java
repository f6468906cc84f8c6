package io.weir.l7.http.h2;

import io.weir.l7.http.guard.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is allowed once but not without end, in windows of time, so that a client that lives long and does it now
 * and then is not taken for one that floods.
 */
final class Glitches {
    static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();

    /** Streams that the peer may reset in a window; Netty's own number. */
    static final int RESETS = 200;

    /** Streams that we may have to reset in a window. */
    static final int ERRORS = 200;

    /** Frames that ask for work and bring nothing. A keep-alive PING comes once in some seconds. */
    static final int CONTROLS = 1_000;

    /** Window updates of fewer bytes than {@link #SMALL_UPDATE}. */
    static final int DRIPS = 1_000;

    /** Empty DATA frames that do not end their stream. */
    static final int EMPTIES = 100;

    static final int SMALL_UPDATE = 64;

    private int resets;
    private int errors;
    private int controls;
    private int drips;
    private int empties;
    private long windowEnds = Long.MIN_VALUE;

    /** One more; the fault when that is one too many. */
    @Nullable Refusal count(Refusal fault, long now) {
        if (now >= windowEnds) {
            resets = 0;
            errors = 0;
            controls = 0;
            drips = 0;
            empties = 0;
            windowEnds = now + WINDOW_NANOS;
        }
        boolean tooMany = switch (fault) {
            case RAPID_RESET -> ++resets > RESETS;
            case MADE_RESET -> ++errors > ERRORS;
            case CONTROL_FLOOD -> ++controls > CONTROLS;
            case WINDOW_DRIP -> ++drips > DRIPS;
            case EMPTY_DATA -> ++empties > EMPTIES;
            default -> false;
        };
        return tooMany ? fault : null;
    }
}
