package io.weir.core.service;

import java.time.Duration;

/**
 * How clients are kept on the server they were first sent to.
 *
 * @param type what identifies a client
 * @param timeout how long an entry lives after its last use; positive
 * @param granularity prefix length under which IPv4 clients count as one, 1..32
 * @param granularityV6 the same for IPv6, 1..128
 * @param tableSize most entries kept; the one nearest its end makes room for a new one
 * @param clearOnDrain whether draining a server forgets its clients, so that they move at their next connection
 */
public record Persistence(
        Type type, Duration timeout, int granularity, int granularityV6, int tableSize, boolean clearOnDrain) {
    /** What identifies a client. */
    public enum Type {
        /** Nothing: each connection is scheduled anew. */
        NONE("none"),
        /** The client's address, or its network by {@link #granularity}. */
        SOURCE_IP("source-ip");

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
