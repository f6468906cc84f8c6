package io.weir.core.config;

import java.time.Duration;

/** The keys of how often servers are checked, and of what becomes of those that change often. */
final class WatchSchema {
    private static final ValueType.Text<Duration> SHORT = DurationText.upTo("1d");

    static final Key<Duration> FAST_INTERVAL = Key.nullable(
            "fast-interval",
            SHORT,
            "half the interval, but not under 500ms for that",
            "The interval while a server's state is unknown or changing, 1ms to 1d and at most the interval.");
    static final Key<Duration> DOWN_INTERVAL =
            Key.nullable("down-interval", SHORT, "the interval", "The interval while a server is down, 1ms to 1d.");
    static final Key<Fields> DAMPING = Key.nullable(
            "damping",
            new ValueType.Group(Damping.SECTION),
            "never held down",
            "When a server that goes down too often is held down though it answers; {} for the defaults.");

    static final Key<Boolean> THROUGH_VIP = Key.of(
            "through-vip",
            Texts.FLAG,
            "false",
            "Whether a server is asked at the VIP instead of its own address, as clients reach it, so that a missing VIP on"
                    + " the server is found; l4-dr, checks over TCP.");

    private WatchSchema() {}

    /** {@code health-check.damping}. */
    static final class Damping {
        static final Key<Integer> FALLS = Key.of(
                "falls",
                Texts.number(2, 100),
                "3",
                "How often a server goes down within the time before it is held down, 2 to 100.");
        static final Key<Duration> WITHIN =
                Key.of("within", SHORT, "10m", "That time; a server that stays up for as long begins anew, 1ms to 1d.");
        static final Key<Duration> HOLD = Key.of(
                "hold",
                SHORT,
                "30s",
                "How long it is held down the first time, and twice as long each further, 1ms to 1d.");
        static final Key<Duration> MAX_HOLD =
                Key.of("max-hold", SHORT, "10m", "How long it is held down at most, 1ms to 1d; at least hold.");
        static final Section SECTION = Section.of(FALLS, WITHIN, HOLD, MAX_HOLD);

        private Damping() {}
    }
}
