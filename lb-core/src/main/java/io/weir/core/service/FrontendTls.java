package io.weir.core.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS ends at the balancer.
 *
 * @param certificates files with certificate chain and key, PEM or PKCS#12, at least one; chosen by SNI, the first for
 *     names that none has
 * @param password of PKCS#12 files and encrypted keys; null for none
 * @param minimum the oldest version that is spoken
 * @param ciphers TLS 1.2 cipher suites by their OpenSSL names, best first; empty for the built-in list
 * @param clientCa file with the certificates that may sign clients'; null asks for none
 * @param clientCertificate whether clients must show one; only with {@code clientCa}
 * @param alpn application protocols, best first: {@code h2}, {@code http/1.1}; nothing in TCP mode unless given
 * @param redirect where plain HTTP is redirected from; null nowhere
 * @param hsts Strict-Transport-Security; null sends none
 * @param ocsp whether a file beside a certificate, of its name and {@code .ocsp}, is stapled
 */
public record FrontendTls(
        List<Path> certificates,
        @Nullable String password,
        Version minimum,
        List<String> ciphers,
        @Nullable Path clientCa,
        ClientCertificate clientCertificate,
        List<String> alpn,
        @Nullable Redirect redirect,
        @Nullable Hsts hsts,
        boolean ocsp) {
    /** Copies the lists. */
    public FrontendTls {
        certificates = List.copyOf(certificates);
        ciphers = List.copyOf(ciphers);
        alpn = List.copyOf(alpn);
    }

    /** A version of TLS. */
    public enum Version {
        /** RFC 5246. */
        TLS_1_2("1.2"),
        /** RFC 8446. */
        TLS_1_3("1.3");

        private final String key;

        Version(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /** Whether clients must show a certificate. */
    public enum ClientCertificate {
        /** Without a valid one the handshake fails. */
        REQUIRED("required"),
        /** None is as good as a valid one. */
        OPTIONAL("optional");

        private final String key;

        ClientCertificate(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /**
     * A redirect from plain HTTP on the same VIP.
     *
     * @param port where it listens
     * @param status 301, 302, 307 or 308
     */
    public record Redirect(int port, int status) {}

    /**
     * RFC 6797.
     *
     * @param maxAge how long browsers keep to HTTPS
     * @param includeSubdomains whether subdomains are meant too
     */
    public record Hsts(Duration maxAge, boolean includeSubdomains) {}
}
