package io.weir.core.service;

import java.time.Duration;

/**
 * How a service's servers are checked.
 *
 * @param method what is tried
 * @param interval from the start of one check to the start of the next, before jitter; positive
 * @param timeout how long a check may take; positive, at most the interval
 * @param fall failures in a row that make a server down, at least 1
 * @param rise successes in a row that make it up again, at least 1
 * @param port the port to check; 0 for the server's own
 * @param pace how often while its state changes or it is down, and what becomes of one that changes often
 * @param throughVip whether the server is asked at the address of the service, as clients of {@code l4-dr} reach it
 */
public record HealthCheck(
        CheckMethod method,
        Duration interval,
        Duration timeout,
        int fall,
        int rise,
        int port,
        CheckPace pace,
        boolean throughVip) {
    /** Of a type that needs nothing more. */
    public HealthCheck(Type type, Duration interval, Duration timeout, int fall, int rise, int port) {
        this(new CheckMethod.Plain(type), interval, timeout, fall, rise, port);
    }

    /** At the pace that goes with the interval, at the server's own address. */
    public HealthCheck(CheckMethod method, Duration interval, Duration timeout, int fall, int rise, int port) {
        this(method, interval, timeout, fall, rise, port, CheckPace.of(interval), false);
    }

    /** What of it decides how a target is asked, whoever counts the results: without counts, damping and port. */
    public HealthCheck uncounted() {
        return new HealthCheck(method, interval, timeout, 1, 1, 0, pace.undamped(), throughVip);
    }

    /** What kind of thing is tried. */
    public Type type() {
        return method.type();
    }

    /** Whether servers are asked at all. */
    public boolean probes() {
        return type() != Type.ON && type() != Type.OFF;
    }

    /** What is tried. */
    public enum Type {
        /** A TCP connection to the port. */
        CONNECT("connect"),
        /** An ICMP echo to the address. */
        PING("ping"),
        /** An HTTP request. */
        HTTP("http"),
        /** An HTTP request over TLS. */
        HTTPS("https"),
        /** Bytes that are sent, and bytes that must come. */
        SEND_EXPECT("send-expect"),
        /** A DNS query. */
        DNS("dns"),
        /** A session of SMTP. */
        SMTP("smtp"),
        /** A session of IMAP. */
        IMAP("imap"),
        /** A session of POP3. */
        POP3("pop3"),
        /** A bind of LDAP. */
        LDAP("ldap"),
        /** A login to MySQL or MariaDB. */
        MYSQL("mysql"),
        /** A login to PostgreSQL. */
        POSTGRESQL("postgresql"),
        /** A PING of Redis. */
        REDIS("redis"),
        /** A RADIUS request. */
        RADIUS("radius"),
        /** OPTIONS of SIP. */
        SIP("sip"),
        /** A program of the operator's. */
        EXTERNAL("external"),
        /** Nothing: always up. */
        ON("on"),
        /** Nothing: always down. */
        OFF("off");

        private final String key;

        Type(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
