package io.weir.l7.upstream;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/** Why a connect failed, in words, whatever transport says it. */
public final class ConnectFailure {
    private static final String[] KNOWN = {
        "Connection refused",
        "No route to host",
        "Network is unreachable",
        "Host is unreachable",
        "Cannot assign requested address",
        "Connection reset",
        "Too many open files",
        "Permission denied",
        "Operation not permitted"
    };

    private ConnectFailure() {}

    /** As {@code connection refused}. */
    public static String words(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        for (String known : KNOWN) {
            if (message.contains(known)) {
                return known.toLowerCase(Locale.ROOT);
            }
        }
        return switch (cause) {
            case NoRouteToHostException e -> "no route to host";
            case ConnectException e -> "connection refused";
            default -> message;
        };
    }
}
