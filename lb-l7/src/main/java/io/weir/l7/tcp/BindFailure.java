package io.weir.l7.tcp;

import java.util.Locale;

/** Why an address cannot be listened on, and what to do about it. */
public final class BindFailure {
    private BindFailure() {}

    /**
     * One sentence.
     *
     * @param where who asks, as {@code service IIS_VIP}
     * @param address the address as text
     * @param port its port
     */
    public static String words(String where, String address, int port, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("address already in use") || lower.contains("eaddrinuse")) {
            return where + ": port " + port + " of " + address
                    + " is in use by another program (see `ss -ltnp 'sport = :" + port
                    + "'`); stop it or choose another port";
        }
        if (lower.contains("permission denied") || lower.contains("eacces")) {
            return where + ": port " + port + " of " + address
                    + " may not be opened by this user; ports below 1024 need root or CAP_NET_BIND_SERVICE";
        }
        if (lower.contains("cannot assign requested address") || lower.contains("eaddrnotavail")) {
            return where + ": the address " + address
                    + " is not on this host (see `ip address`); add it to an interface or correct it";
        }
        return where + ": cannot listen on port " + port + " of " + address + ": " + message;
    }
}
