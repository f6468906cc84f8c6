package io.weir.core.service;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How clients are kept on the server they were first sent to.
 *
 * @param type what identifies a client
 * @param timeout how long an entry lives after its last use; positive
 * @param granularity prefix length under which IPv4 clients count as one, 1..32
 * @param granularityV6 the same for IPv6, 1..128
 * @param tableSize most entries kept; the one nearest its end makes room for a new one
 * @param clearOnDrain whether draining a server forgets its clients, so that they move at their next connection
 * @param cookie the cookie of types cookie and app-cookie; null with any other type
 * @param header the header's name of type header, in lower case; null with any other type
 */
public record Persistence(
        Type type,
        Duration timeout,
        int granularity,
        int granularityV6,
        int tableSize,
        boolean clearOnDrain,
        @Nullable PersistenceCookie cookie,
        @Nullable String header) {
    /** Without cookie and header. */
    public Persistence(
            Type type, Duration timeout, int granularity, int granularityV6, int tableSize, boolean clearOnDrain) {
        this(type, timeout, granularity, granularityV6, tableSize, clearOnDrain, null, null);
    }

    /** Whether a table filled under these settings says the same of clients under others. */
    public boolean sameKeys(Persistence other) {
        return type.stored() == other.type.stored()
                && Objects.equals(header, other.header)
                && (type != Type.APP_COOKIE
                        || Objects.equals(
                                cookie == null ? null : cookie.name(),
                                other.cookie == null ? null : other.cookie.name()));
    }

    /** What identifies a client. */
    public enum Type {
        /** Nothing: each connection is scheduled anew. */
        NONE("none"),
        /** The client's address, or its network by {@link #granularity}. */
        SOURCE_IP("source-ip"),
        /** A cookie that Weir inserts; nothing is stored here. */
        COOKIE("cookie"),
        /** A cookie of the application, learned from its answers. */
        APP_COOKIE("app-cookie"),
        /** The user of an RDP connection request, {@code mstshash}. */
        RDP_COOKIE("rdp-cookie"),
        /** The routing token of a Connection Broker, {@code msts}; else as {@link #RDP_COOKIE}. */
        RDP_TOKEN("rdp-token"),
        /** The TLS session id, or the ticket's digest. */
        SSL_SESSION_ID("ssl-session-id"),
        /** The client's address as a trusted proxy's X-Forwarded-For gives it. */
        X_FORWARDED_FOR("x-forwarded-for"),
        /** The value of a request header. */
        HEADER("header");

        private final String key;

        Type(String key) {
            this.key = key;
        }

        /** The type whose keys are stored: RDP clients that bring no token are kept by their user. */
        Type stored() {
            return this == RDP_TOKEN ? RDP_COOKIE : this;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
