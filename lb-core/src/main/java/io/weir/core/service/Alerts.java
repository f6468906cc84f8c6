package io.weir.core.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of transitions by e-mail.
 *
 * @param smtp where the mails go
 * @param digest how long transitions are gathered after the first; what comes within it is one mail
 * @param maxPerHour most mails an hour, at least 1; what comes meanwhile is told in the next
 */
public record Alerts(Smtp smtp, Duration digest, int maxPerHour) {
    /** What of a connection is encrypted. */
    public enum Encryption {
        /** Nothing. */
        NONE("none"),
        /** All but the greeting. */
        STARTTLS("starttls"),
        /** All. */
        TLS("tls");

        private final String key;

        Encryption(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /**
     * A mail server that takes mails, and whose they are.
     *
     * @param host its name or address
     * @param port its TCP port
     * @param encryption what is encrypted; its certificate is verified then
     * @param username null to send without login
     * @param passwordFile a file whose first line is the password; null without login
     * @param from the sender's address
     * @param to the receivers' addresses, at least one
     */
    public record Smtp(
            String host,
            int port,
            Encryption encryption,
            @Nullable String username,
            @Nullable Path passwordFile,
            String from,
            List<String> to) {
        /** Copies the list. */
        public Smtp {
            to = List.copyOf(to);
        }
    }
}
