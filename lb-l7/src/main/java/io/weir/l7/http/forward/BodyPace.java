package io.weir.l7.http.forward;

import io.weir.core.service.HttpMode;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast a request's body must come: within a time, that every byte which comes prolongs. Time in which nothing is
 * read of it, because the server takes no more, does not count.
 */
final class BodyPace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int bytesPerSecond;
    private final long allowed;
    private long stoodStill;
    private long began = Deadline.NEVER;
    private long pausedAt = Deadline.NEVER;

    /** Any pace will do. */
    static final BodyPace ANY = new BodyPace(0, 0);

    private BodyPace(int bytesPerSecond, long allowed) {
        this.bytesPerSecond = bytesPerSecond;
        this.allowed = allowed;
    }

    /** What a service asks for. */
    static BodyPace of(@Nullable HttpMode http, Timeouts timeouts) {
        return http == null || http.minBodyRate() == 0
                ? ANY
                : new BodyPace(http.minBodyRate(), timeouts.httpBody().toNanos());
    }

    /** Nothing is read of it for now. */
    void pause(long now) {
        pausedAt = now;
    }

    /** It is read, again or for the first time. */
    void resume(long now) {
        if (began == Deadline.NEVER) {
            began = now;
        } else if (pausedAt != Deadline.NEVER) {
            stoodStill += now - pausedAt;
        }
        pausedAt = Deadline.NEVER;
    }

    /** When it is too slow, in the time of {@link #resume}, if no more than {@code bytes} have come by then. */
    long ends(long bytes) {
        if (bytesPerSecond == 0 || began == Deadline.NEVER || pausedAt != Deadline.NEVER) {
            return Deadline.NEVER;
        }
        double earned = (double) bytes / bytesPerSecond * SECOND;
        return began + stoodStill + allowed + (long) Math.min(earned, Deadline.NEVER / 4.0);
    }

    /** What was too slow, for the log. */
    String words(long bytes) {
        return "the client sent " + bytes + " bytes of the body in more than "
                + Duration.ofNanos(allowed).toMillis() + " ms, and fewer than " + bytesPerSecond
                + " in each second (http.min-body-rate)";
    }
}
