package io.weir.l7.http.forward;

import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.message.RequestHead;
import java.time.Duration;

/** How long an exchange waits for its client and its server, and since when. In the time of {@link Deadlines#now}. */
final class Patience {
    private static final long TICK = Deadlines.TICK.toNanos();

    private Timeouts timeouts;
    private BodyPace body;
    private long lastClient;
    private long lastServer;

    Patience(VirtualService definition) {
        timeouts = definition.timeouts();
        body = BodyPace.ANY;
    }

    /** This service serves the exchange. */
    void with(VirtualService definition, RequestHead request) {
        timeouts = definition.timeouts();
        body = BodyPace.of(definition.layer7().http(), timeouts, request);
    }

    /** How fast the request's body must come. */
    BodyPace body() {
        return body;
    }

    /** The client has sent or taken something, or it has become its turn to. */
    void clientMoved(long now) {
        lastClient = now;
    }

    /** The same of the server. */
    void serverMoved(long now) {
        lastServer = now;
    }

    /** The time within which something is to be seen, nanoseconds. */
    long shortest(boolean tunnel) {
        return tunnel
                ? timeouts.tunnel().toNanos()
                : Math.min(timeouts.client().toNanos(), timeouts.server().toNanos());
    }

    /** When the client has been waited for too long. */
    long clientEnds() {
        return lastClient + timeouts.client().toNanos() + TICK;
    }

    /** When the server has. */
    long serverEnds() {
        return lastServer + timeouts.server().toNanos() + TICK;
    }

    /** When a tunnel has been silent for too long. */
    long tunnelEnds() {
        return Math.max(lastClient, lastServer) + timeouts.tunnel().toNanos() + TICK;
    }

    String clientWords() {
        return words("client", timeouts.client());
    }

    String serverWords() {
        return words("server", timeouts.server());
    }

    String tunnelWords() {
        return "nothing passed through the tunnel for " + timeouts.tunnel().toMillis() + " ms";
    }

    private static String words(String side, Duration limit) {
        return "the " + side + " neither sent nor took data for " + limit.toMillis() + " ms";
    }
}
