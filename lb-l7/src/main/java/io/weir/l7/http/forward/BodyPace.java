package io.weir.l7.http.forward;

import io.netty.util.AsciiString;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.message.RequestHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast a request's body must come: within a time, that every byte which comes prolongs. Time in which nothing is
 * read of it, because the server takes no more, does not count.
 */
final class BodyPace {
    private static final AsciiString GRPC = AsciiString.cached("application/grpc");
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

    /** What a service asks for: nothing of gRPC, whose calls send messages as they come, for hours where they like. */
    static BodyPace of(@Nullable HttpMode http, Timeouts timeouts, RequestHead request) {
        return http == null || http.minBodyRate() == 0 || request.bodyLength() == 0 || isGrpc(request)
                ? ANY
                : new BodyPace(http.minBodyRate(), timeouts.httpBody().toNanos());
    }

    private static boolean isGrpc(RequestHead request) {
        AsciiString type = request.fields().get(FieldName.CONTENT_TYPE.lower());
        return type != null && type.regionMatches(true, 0, GRPC, 0, GRPC.length());
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
