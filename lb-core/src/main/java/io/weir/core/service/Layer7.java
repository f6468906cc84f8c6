package io.weir.core.service;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only the proxy knows of a virtual service.
 *
 * @param serverNames the names this service answers to where several share a VIP and port, by SNI or Host: exact names
 *     and {@code *.suffix}, in lower case; empty for every name that no other has
 * @param tls how TLS ends here; null passes it through
 * @param http HTTP mode; null is TCP mode
 * @param slowStart how long a server that came up takes to its full weight; zero for at once
 * @param passive when a server goes down because of what traffic to it sees
 * @param accessLog what is written for each request, or for each connection in TCP mode
 * @param transparent whether servers are reached from the client's address
 */
public record Layer7(
        List<String> serverNames,
        @Nullable FrontendTls tls,
        @Nullable HttpMode http,
        Duration slowStart,
        PassiveCheck passive,
        AccessLog accessLog,
        boolean transparent) {
    /** TCP as it comes. */
    public static final Layer7 PASS_THROUGH =
            new Layer7(List.of(), null, null, Duration.ZERO, PassiveCheck.OFF, AccessLog.OFF);

    /** A service that is not transparent. */
    public Layer7(
            List<String> serverNames,
            @Nullable FrontendTls tls,
            @Nullable HttpMode http,
            Duration slowStart,
            PassiveCheck passive,
            AccessLog accessLog) {
        this(serverNames, tls, http, slowStart, passive, accessLog, false);
    }

    /** The same for a service whose servers are reached from the client's address. */
    public Layer7 asTransparent() {
        return new Layer7(serverNames, tls, http, slowStart, passive, accessLog, true);
    }

    /** Copies the list. */
    public Layer7 {
        serverNames = List.copyOf(serverNames);
    }

    /**
     * When a server goes down because of what traffic to it sees.
     *
     * @param failures failures in a row: connects that fail, and in HTTP mode answers that do not come or are broken, and
     *     status 500, 502, 503 or 504 where {@code status} says so; 0 never
     * @param status whether those status codes count
     */
    public record PassiveCheck(int failures, boolean status) {
        /** Traffic changes no health. */
        public static final PassiveCheck OFF = new PassiveCheck(0, false);
    }

    /** The form of the access log. */
    public enum AccessLog {
        /** Nothing is written. */
        OFF("off"),
        /** One JSON object in each line. */
        JSON("json"),
        /** The combined format of web servers. */
        COMBINED("combined");

        private final String key;

        AccessLog(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
