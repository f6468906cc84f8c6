package io.weir.core.service;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a health check tries, with what only its type needs. Immutable; equal where it would find the same. */
public sealed interface CheckMethod {
    /** The type of the check. */
    HealthCheck.Type type();

    /** Whether the check depends on what clients connect to, and not on the server alone. */
    default boolean needsFrontend() {
        return false;
    }

    /** A type that needs nothing more: connect, ping, on, off. */
    record Plain(HealthCheck.Type type) implements CheckMethod {}

    /**
     * TLS under the protocol of a check.
     *
     * @param verify whether the server's certificate must be valid, trusted and of its name
     * @param name the server name of the handshake and of the certificate; null for the server's address
     * @param ca file of the certificates that are trusted; null for those of the system's Java
     */
    record Tls(
            boolean verify, @Nullable String name, @Nullable Path ca) {}

    /**
     * Who the check says it is.
     *
     * @param username may be empty where a protocol has passwords without users
     */
    record Login(String username, Secret password) {}

    /**
     * An HTTP/1.1 request.
     *
     * @param tls null for http
     * @param path with its query
     * @param host value of Host; null for the server's address
     * @param login for basic authentication
     * @param expect what the body must match
     * @param headers further lines, as {@code Name: value}
     */
    record Http(
            @Nullable Tls tls,
            String method,
            String path,
            @Nullable String host,
            @Nullable Login login,
            StatusSet status,
            @Nullable TextPattern expect,
            List<String> headers)
            implements CheckMethod {
        /** Copies the list. */
        public Http {
            headers = List.copyOf(headers);
        }

        @Override
        public HealthCheck.Type type() {
            return tls == null ? HealthCheck.Type.HTTP : HealthCheck.Type.HTTPS;
        }
    }

    /**
     * Bytes sent and expected.
     *
     * @param send may be empty: then the server speaks first
     */
    record SendExpect(@Nullable Tls tls, Octets send, Expectation expect) implements CheckMethod {
        /** What must come: a match of an expression, or these very bytes somewhere. */
        public sealed interface Expectation {
            /** Text in ISO 8859-1, so that every byte is one character. */
            record Text(TextPattern pattern) implements Expectation {}

            /** Bytes. */
            record Bytes(Octets octets) implements Expectation {}
        }

        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.SEND_EXPECT;
        }
    }

    /**
     * A DNS query.
     *
     * @param tcp over TCP, else UDP
     * @param expect what one of the answers must match; null when any will do
     */
    record Dns(
            boolean tcp,
            String name,
            DnsType question,
            @Nullable TextPattern expect) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.DNS;
        }
    }

    /**
     * A session with a mail server: smtp, imap or pop3.
     *
     * @param name what an SMTP client says it is
     */
    record Mail(
            HealthCheck.Type type,
            @Nullable Tls tls,
            String name,
            @Nullable Login login) implements CheckMethod {}

    /**
     * A bind; anonymous without a login.
     *
     * @param login the username is a distinguished name
     */
    record Ldap(@Nullable Tls tls, @Nullable Login login) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.LDAP;
        }
    }

    /** A login to a database: mysql or postgresql. */
    record Database(
            HealthCheck.Type type,
            String username,
            @Nullable Secret password,
            @Nullable String database) implements CheckMethod {}

    /** A PING. */
    record Redis(@Nullable Tls tls, @Nullable Login login) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.REDIS;
        }
    }

    /** An Access-Request, or a Status-Server without a login. */
    record Radius(Secret secret, @Nullable Login login) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.RADIUS;
        }
    }

    /** OPTIONS. */
    record Sip(boolean tcp, @Nullable String host, StatusSet status) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.SIP;
        }
    }

    /** A program that says by its exit status. */
    record External(Path command) implements CheckMethod {
        @Override
        public HealthCheck.Type type() {
            return HealthCheck.Type.EXTERNAL;
        }

        @Override
        public boolean needsFrontend() {
            return true;
        }
    }
}
