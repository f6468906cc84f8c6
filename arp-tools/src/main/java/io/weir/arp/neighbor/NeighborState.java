package io.weir.arp.neighbor;

import io.weir.arp.wire.Heard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one neighbour and when to ask again; knows neither clock nor wire. Times are nanoseconds of one
 * monotonic clock.
 *
 * <pre>
 *            answer                  2 s                    1 s, no answer
 * UNRESOLVED ──────► fresh ──────────────────► asked alone ────────────────► everyone asked, each second
 *     ▲                ▲                            │ answer                        │ answer   │ 5 s after the last answer
 *     │                └────────────────────────────┴───────────────────────────────┘          ▼
 *     └──────────────────────────────── 60 s after the last answer ───────────────────────── stale
 * </pre>
 *
 * A station that has moved without a word is found with the first question to everyone, 3 s after its last answer.
 */
final class NeighborState {
    /** Between questions without an answer. */
    static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();
    /** From an answer to the next question. */
    static final long CONFIRM_NANOS = Duration.ofSeconds(2).toNanos();
    /** Without an answer it is stale. */
    static final long STALE_NANOS = Duration.ofSeconds(5).toNanos();
    /** Without an answer it is lost. Flows survive a server that is silent for less. */
    static final long LOST_NANOS = Duration.ofSeconds(60).toNanos();
    /** Between questions that packets ask for. */
    static final long REQUEST_NANOS = Duration.ofMillis(100).toNanos();
    /** For so long after an answer, an answer with another address is a second station's, or a second port's. */
    static final long LOCK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Whom to ask. */
    enum Ask {
        NOBODY,
        STATION,
        EVERYONE
    }

    private final long since;
    private long mac;
    private boolean stale;
    private boolean answered;
    /** Whether that has been told. */
    private boolean unanswered;

    private long answeredAt;
    private long askedAt;
    private boolean askedSinceAnswer;
    private long nextAt;

    /** Unresolved, to be asked at once. */
    NeighborState(long now) {
        since = now;
        nextAt = now;
        askedAt = now - REQUEST_NANOS;
    }

    long mac() {
        return mac;
    }

    boolean stale() {
        return stale;
    }

    /** When {@link #due} has something to say next. */
    long nextAt() {
        return nextAt;
    }

    /** Whom to ask now; counts as asked. */
    Ask due(long now) {
        if (now - nextAt < 0) {
            return Ask.NOBODY;
        }
        Ask ask = mac != 0 && !stale && !askedSinceAnswer ? Ask.STATION : Ask.EVERYONE;
        askedSinceAnswer = true;
        askedAt = now;
        nextAt = now + ASK_NANOS;
        return ask;
    }

    /** A packet waits: asks sooner while there is no fresh answer. */
    void requested(long now) {
        if (mac == 0 || stale) {
            sooner(now);
        }
    }

    private void sooner(long now) {
        long allowed = askedAt + REQUEST_NANOS;
        long at = allowed - now > 0 ? allowed : now;
        if (at - nextAt < 0) {
            nextAt = at;
        }
    }

    /** What silence has led to; null for nothing. */
    NeighborEvent.@Nullable Kind passed(long now) {
        if (mac == 0) {
            if (!answered && !unanswered && now - since >= STALE_NANOS) {
                unanswered = true;
                return NeighborEvent.Kind.UNANSWERED;
            }
            return null;
        }
        if (now - answeredAt >= LOST_NANOS) {
            mac = 0;
            stale = false;
            return NeighborEvent.Kind.LOST;
        }
        if (!stale && now - answeredAt >= STALE_NANOS) {
            stale = true;
            return NeighborEvent.Kind.STALE;
        }
        return null;
    }

    /**
     * Learns, by RFC 826 and a simplified RFC 4861 section 7.2.5: whatever names the known address confirms it, asked
     * for or not, since it shows that the station is there. Another address is taken
     * <ul>
     *   <li>while nothing fresh is known, from anything that names one;
     *   <li>from announcements and requests at once, unless an advertisement may not override, which has everyone asked
     *       again;
     *   <li>from a reply, unless the known address has answered within the last second: of several answers the first
     *       counts.
     * </ul>
     *
     * @return what changed; null for nothing
     */
    NeighborEvent.@Nullable Kind heard(Heard heard, long now) {
        if (heard.kind() == Heard.Kind.PROBE) {
            return null;
        }
        if (heard.mac() == null) {
            // RFC 4861 section 7.2.5: an answer to a question to this station may leave its address out.
            return mac != 0 && mac == heard.station().bits() ? learned(mac, now) : null;
        }
        long said = heard.mac().bits();
        if (mac == 0 || stale || said == mac) {
            return learned(said, now);
        }
        if (!heard.override()) {
            askedSinceAnswer = true;
            sooner(now);
            return null;
        }
        boolean second = heard.kind() == Heard.Kind.REPLY && now - answeredAt < LOCK_NANOS;
        return second ? null : learned(said, now);
    }

    private NeighborEvent.@Nullable Kind learned(long said, long now) {
        NeighborEvent.Kind kind = null;
        if (mac != 0 && said != mac) {
            kind = NeighborEvent.Kind.CHANGED;
        } else if (mac == 0 || stale) {
            kind = NeighborEvent.Kind.RESOLVED;
        }
        mac = said;
        stale = false;
        answered = true;
        answeredAt = now;
        askedSinceAnswer = false;
        nextAt = now + CONFIRM_NANOS;
        return kind;
    }
}
