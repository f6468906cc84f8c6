package io.weir.core.control;

import java.util.Optional;

/**
 * Names one server of one service; state belongs to this pair.
 *
 * @param service the virtual service's name
 * @param server the real server's name
 */
public record ServerKey(String service, String server) {
    /** Reads {@code SERVICE/SERVER}. */
    public static Optional<ServerKey> parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new ServerKey(text.substring(0, slash), text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return service + "/" + server;
    }
}
