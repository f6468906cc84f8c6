package io.weir.core.service;

import java.time.Duration;

/**
 * How a service's servers are checked.
 *
 * @param type what is tried
 * @param interval from the start of one check to the start of the next, before jitter; positive
 * @param timeout how long a check may take; positive, at most the interval
 * @param fall failures in a row that make a server down, at least 1
 * @param rise successes in a row that make it up again, at least 1
 * @param port the port to check; 0 for the server's own
 * @param pace how often while its state changes or it is down, and what becomes of one that changes often
 */
public record HealthCheck(
        Type type, Duration interval, Duration timeout, int fall, int rise, int port, CheckPace pace) {
    /** At the pace that goes with the interval. */
    public HealthCheck(Type type, Duration interval, Duration timeout, int fall, int rise, int port) {
        this(type, interval, timeout, fall, rise, port, CheckPace.of(interval));
    }

    /** What of it decides how a target is asked, whoever counts the results: without counts, damping and port. */
    public HealthCheck uncounted() {
        return new HealthCheck(type, interval, timeout, 1, 1, 0, pace.undamped());
    }

    /** What is tried. */
    public enum Type {
        /** A TCP connection to the port. */
        CONNECT("connect"),
        /** Nothing: always up. */
        ON("on"),
        /** Nothing: always down. */
        OFF("off");

        private final String key;

        Type(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
