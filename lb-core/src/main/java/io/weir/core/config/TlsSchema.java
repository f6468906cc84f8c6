package io.weir.core.config;

import io.weir.core.service.FrontendTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of {@code tls}, towards clients and towards servers. */
final class TlsSchema {
    private TlsSchema() {}

    /** {@code tls.redirect-http}. */
    static final class Redirect {
        static final Key<Integer> PORT =
                Key.of("port", Texts.port(), "80", "The TCP port of the VIP where plain HTTP is answered, 1 to 65535.");
        static final Key<Integer> STATUS = Key.of(
                "status",
                Texts.oneOf("a status of a redirect", String::valueOf, List.of(301, 302, 307, 308))
                        .only(),
                "301",
                "Status of the answer.");
        static final Section SECTION = Section.of(PORT, STATUS);

        private Redirect() {}
    }

    /** {@code tls.hsts}. */
    static final class Hsts {
        static final Key<Boolean> ENABLED = Key.of("enabled", Texts.FLAG, "false", "Whether the header is sent.");
        static final Key<Duration> MAX_AGE =
                Key.of("max-age", DurationText.upTo("3650d"), "180d", "How long browsers keep to HTTPS, 1ms to 3650d.");
        static final Key<Boolean> INCLUDE_SUBDOMAINS =
                Key.of("include-subdomains", Texts.FLAG, "false", "Whether names below the host are meant too.");
        static final Section SECTION = Section.of(ENABLED, MAX_AGE, INCLUDE_SUBDOMAINS);

        private Hsts() {}
    }

    /** {@code tls}: how TLS ends at the balancer. */
    static final class Front {
        static final Key<List<ValueType.Item<Path>>> CERTIFICATES = Key.required(
                "certificates",
                new ValueType.Items<>(Texts.file("site.pem"), "write a list of files such as [site.pem]"),
                "Files with certificate chain and key, PEM or PKCS#12; chosen by the name the client asks for, the first"
                        + " for names that none has.");
        static final Key<String> PASSWORD =
                Key.nullable("password", Texts.secret(), "none", "Password of PKCS#12 files and of encrypted keys.");
        static final Key<FrontendTls.Version> MINIMUM_VERSION = Key.of(
                "minimum-version",
                Texts.oneOf("a version of TLS", FrontendTls.Version::key, List.of(FrontendTls.Version.values()))
                        .only(),
                "1.2",
                "The oldest version that is spoken.");
        static final Key<List<ValueType.Item<String>>> CIPHERS = Key.nullable(
                "ciphers",
                new ValueType.Items<>(
                        HttpText.token("a cipher suite", "ECDHE-RSA-AES128-GCM-SHA256"),
                        "write a list of cipher suites such as [ECDHE-RSA-AES128-GCM-SHA256]"),
                "the built-in list",
                "Cipher suites of TLS 1.2 by their OpenSSL names, best first; those of TLS 1.3 are fixed.");
        static final Key<Path> CLIENT_CA = Key.nullable(
                "client-ca",
                Texts.file("clients-ca.pem"),
                "none, clients are not asked for a certificate",
                "PEM file with the certificates that may sign clients'.");
        static final Key<FrontendTls.ClientCertificate> CLIENT_CERTIFICATE = Key.of(
                "client-certificate",
                Texts.oneOf(
                                "a rule for client certificates",
                                FrontendTls.ClientCertificate::key,
                                List.of(FrontendTls.ClientCertificate.values()))
                        .only(),
                "required",
                "Whether clients without a valid certificate are refused; only with client-ca.");
        static final Key<List<ValueType.Item<String>>> ALPN = Key.nullable(
                "alpn",
                new ValueType.Items<>(
                        Texts.oneOf("an application protocol", word -> word, List.of("h2", "http/1.1"))
                                .only(),
                        "write a list such as [h2, http/1.1]"),
                "[h2, http/1.1] with http, [http/1.1] where http2 is false, none without http",
                "Application protocols that are offered, best first: h2 and http/1.1.");
        static final Key<Fields> REDIRECT_HTTP = Key.nullable(
                "redirect-http",
                new ValueType.Group(Redirect.SECTION),
                "none",
                "Where plain HTTP is redirected to this service from.");
        static final Key<Fields> HSTS = Key.group("hsts", Hsts.SECTION, "HTTP Strict Transport Security, RFC 6797.");
        static final Key<Boolean> OCSP = Key.of(
                "ocsp",
                Texts.FLAG,
                "false",
                "Whether the file named as a certificate's with .ocsp added is stapled, where there is one.");
        static final Section SECTION = Section.of(
                CERTIFICATES,
                PASSWORD,
                MINIMUM_VERSION,
                CIPHERS,
                CLIENT_CA,
                CLIENT_CERTIFICATE,
                ALPN,
                REDIRECT_HTTP,
                HSTS,
                OCSP);

        private Front() {}
    }

    /** {@code real-servers[].tls}: encryption towards one server. */
    static final class Back {
        static final Key<Boolean> ENABLED =
                Key.of("enabled", Texts.FLAG, "true", "Whether traffic to this server is encrypted.");
        static final Key<Boolean> VERIFY = Key.of(
                "verify",
                Texts.FLAG,
                "true",
                "Whether its certificate must be valid for sni, or for its address where that is null.");
        static final Key<String> SNI = Key.nullable(
                "sni", ServerNameText.NAME, "the name that the client asked for", "Server name of the handshake.");
        static final Key<Path> CA = Key.nullable(
                "ca",
                Texts.file("servers-ca.pem"),
                "those of the system",
                "PEM file with the certificates that may sign the server's.");
        static final Section SECTION = Section.of(ENABLED, VERIFY, SNI, CA);

        private Back() {}
    }
}
