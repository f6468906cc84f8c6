package io.weir.core.service;

import java.time.Duration;

/**
 * How the servers of a service say what share of the load they want.
 *
 * @param type whether and by what they are asked
 * @param port the TCP port of the agent on each server
 * @param path what is asked for by HTTP
 * @param interval from the start of one question to the start of the next, before jitter; positive
 * @param timeout how long an answer may take; positive, at most the interval
 */
public record Feedback(Type type, int port, String path, Duration interval, Duration timeout) {
    /** Nobody is asked. */
    public static final Feedback NONE =
            new Feedback(Type.NONE, 3333, "/", Duration.ofSeconds(4), Duration.ofSeconds(3));

    /** Whether and by what servers are asked. */
    public enum Type {
        /** They are not. */
        NONE("none"),
        /** A TCP connection on which the agent says a line. */
        AGENT("agent"),
        /** An HTTP request, whose answer's body begins with that line. */
        HTTP("http");

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
