package io.weir.core.service;

import java.time.Duration;

/**
 * The cookie of persistence types cookie (all parts hold) and app-cookie (only the name holds).
 *
 * @param name the cookie's name, an RFC 6265 token
 * @param maxIdle how long it is valid without use; positive
 * @param maxLife how long it is valid at all; positive
 * @param secure whether browsers send it over TLS only
 * @param httpOnly whether it is hidden from scripts
 * @param sameSite what browsers do with it on requests that other sites cause
 */
public record PersistenceCookie(
        String name, Duration maxIdle, Duration maxLife, boolean secure, boolean httpOnly, SameSite sameSite) {
    /** The SameSite attribute of RFC 6265bis. */
    public enum SameSite {
        /** Sent with every request of the same site and with navigation to it. */
        LAX("lax"),
        /** Sent with requests of the same site only. */
        STRICT("strict"),
        /** Sent always; browsers want Secure with it. */
        NONE("none");

        private final String key;

        SameSite(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
