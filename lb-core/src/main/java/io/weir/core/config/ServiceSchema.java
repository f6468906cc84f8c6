package io.weir.core.config;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Distribution;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Layer7;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.SchedulerKind;
import java.time.Duration;
import java.util.List;

/** The keys of a virtual service. Reader, reference and forms all follow this table. */
final class ServiceSchema {
    private static final ValueType.Text<Duration> LONG = DurationText.upTo("365d");
    private static final ValueType.Text<Duration> SHORT = DurationText.upTo("1d");

    private ServiceSchema() {}

    /** {@code persistence.cookie}. */
    static final class Cookie {
        static final Key<String> NAME = Key.of(
                "name",
                HttpText.token("the name of a cookie", "JSESSIONID"),
                "SERVERID",
                "Name of the cookie; with app-cookie the application's, which has no default.");
        static final Key<Duration> MAX_IDLE =
                Key.of("max-idle", LONG, "30m", "How long the cookie is valid without use, 1ms to 365d.");
        static final Key<Duration> MAX_LIFE =
                Key.of("max-life", LONG, "12h", "How long it is valid at all, 1ms to 365d; at least max-idle.");
        static final Key<Boolean> SECURE = Key.nullable(
                "secure",
                Texts.FLAG,
                "true where TLS ends here, else false",
                "Whether browsers send it over TLS only; required with same-site none.");
        static final Key<Boolean> HTTP_ONLY =
                Key.of("http-only", Texts.FLAG, "true", "Whether it is hidden from scripts of pages.");
        static final Key<PersistenceCookie.SameSite> SAME_SITE = Key.of(
                "same-site",
                Texts.oneOf(
                                "a rule for other sites",
                                PersistenceCookie.SameSite::key,
                                List.of(PersistenceCookie.SameSite.values()))
                        .only(),
                "lax",
                "What browsers do with it on requests that other sites cause.");
        static final Section SECTION = Section.of(NAME, MAX_IDLE, MAX_LIFE, SECURE, HTTP_ONLY, SAME_SITE);

        private Cookie() {}
    }

    /** {@code persistence}. */
    static final class Sticky {
        static final Key<Persistence.Type> TYPE = Key.of(
                "type",
                Texts.oneOf("a type of persistence", Persistence.Type::key, List.of(Persistence.Type.values()))
                        .only(),
                "none",
                "What identifies a client, see below.");
        static final Key<Duration> TIMEOUT = Key.nullable(
                "timeout", LONG, "30m, or 5m at layer 4", "How long an entry lives after its last use, 1ms to 365d.");
        static final Key<Integer> GRANULARITY = Key.of(
                "granularity",
                Texts.number(1, 32),
                "32",
                "Prefix length in bits under which IPv4 clients count as one, 1 to 32.");
        static final Key<Integer> GRANULARITY_V6 = Key.of(
                "granularity-v6",
                Texts.number(1, 128),
                "128",
                "Prefix length in bits under which IPv6 clients count as one, 1 to 128.");
        static final Key<Integer> TABLE_SIZE = Key.of(
                "table-size",
                Texts.number(1, 16_777_216),
                "1000000",
                "Most entries kept, 1 to 16777216; the one nearest its end makes room for a new one.");
        static final Key<Boolean> CLEAR_ON_DRAIN = Key.of(
                "clear-on-drain",
                Texts.FLAG,
                "false",
                "Whether draining a server forgets its clients, so that they move at their next connection.");
        static final Key<Fields> COOKIE =
                Key.group("cookie", Cookie.SECTION, "The cookie of types cookie and app-cookie.");
        static final Key<String> HEADER = Key.nullable(
                "header",
                HttpText.headerName(),
                "none",
                "The request header whose value identifies a client; required with type header.");
        static final Section SECTION =
                Section.of(TYPE, TIMEOUT, GRANULARITY, GRANULARITY_V6, TABLE_SIZE, CLEAR_ON_DRAIN, COOKIE, HEADER);

        private Sticky() {}
    }

    /** {@code health-check}. */
    static final class Check {
        static final Key<HealthCheck.Type> TYPE = Key.of(
                "type",
                Texts.oneOf("a type of health check", HealthCheck.Type::key, List.of(HealthCheck.Type.values()))
                        .only(),
                "connect",
                "What is tried, see below; or nothing, on for always up, off for always down.");
        static final Key<Duration> INTERVAL =
                Key.of("interval", SHORT, "4s", "From the start of one check to the start of the next, 1ms to 1d.");
        static final Key<Duration> TIMEOUT =
                Key.of("timeout", SHORT, "3s", "How long a check may take, 1ms to 1d and at most the interval.");
        static final Key<Integer> FALL =
                Key.of("fall", Texts.number(1, 100), "2", "Failures in a row that make a server down, 1 to 100.");
        static final Key<Integer> RISE =
                Key.of("rise", Texts.number(1, 100), "2", "Successes in a row that make it up again, 1 to 100.");
        static final Key<Integer> PORT = Key.nullable(
                "port",
                Texts.port(),
                "the server's port",
                "The port to check, 1 to 65535; required where ports is \"*\" and a server has no port.");
        static final Section SECTION = Section.of(
                TYPE,
                INTERVAL,
                TIMEOUT,
                FALL,
                RISE,
                PORT,
                WatchSchema.FAST_INTERVAL,
                WatchSchema.DOWN_INTERVAL,
                WatchSchema.DAMPING,
                CheckSchema.METHOD,
                CheckSchema.PATH,
                CheckSchema.HOST_NAME,
                CheckSchema.HEADERS,
                CheckSchema.STATUS,
                CheckSchema.SEND,
                CheckSchema.EXPECT,
                CheckSchema.USERNAME,
                CheckSchema.PASSWORD,
                CheckSchema.SECRET,
                CheckSchema.DATABASE,
                CheckSchema.RECORD_TYPE,
                CheckSchema.TRANSPORT,
                CheckSchema.TLS,
                CheckSchema.TLS_VERIFY,
                CheckSchema.SNI,
                CheckSchema.CA,
                CheckSchema.COMMAND,
                WatchSchema.THROUGH_VIP);

        private Check() {}
    }

    /** {@code timeouts}. */
    static final class Waits {
        static final Key<Duration> CONNECT =
                Key.of("connect", SHORT, "4s", "For the connection to a server, 1ms to 1d.");
        static final Key<Duration> CLIENT =
                Key.of("client", LONG, "43s", "For the client to send or take data, 1ms to 365d.");
        static final Key<Duration> SERVER =
                Key.of("server", LONG, "45s", "For the server to send or take data, 1ms to 365d.");
        static final Key<Duration> CLIENT_FIN =
                Key.of("client-fin", LONG, "5s", "For the client's end after the server closed its side, 1ms to 365d.");
        static final Key<Duration> SERVER_FIN =
                Key.of("server-fin", LONG, "5s", "For the server's end after the client closed its side, 1ms to 365d.");
        static final Key<Duration> QUEUE =
                Key.of("queue", SHORT, "30s", "For a free place when every server is at its limit, 1ms to 1d.");
        static final Key<Duration> HTTP_REQUEST = Key.of(
                "http-request",
                SHORT,
                "5s",
                "For the whole head of a request, and for the TLS handshake before the first, 1ms to 1d; with http.");
        static final Key<Duration> HTTP_BODY = Key.of(
                "http-body",
                SHORT,
                "20s",
                "For the body of a request, and 1s more for each http.min-body-rate bytes of it, 1ms to 1d; with http.");
        static final Key<Duration> HTTP_KEEP_ALIVE =
                Key.of("http-keep-alive", SHORT, "60s", "For the next request on a connection, 1ms to 1d; with http.");
        static final Key<Duration> TUNNEL = Key.of(
                "tunnel",
                LONG,
                "1h",
                "For either side to send after an upgrade, as of WebSocket, 1ms to 365d; with http.");
        static final Section SECTION = Section.of(
                CONNECT,
                CLIENT,
                SERVER,
                CLIENT_FIN,
                SERVER_FIN,
                QUEUE,
                HTTP_REQUEST,
                HTTP_BODY,
                HTTP_KEEP_ALIVE,
                TUNNEL);

        private Waits() {}
    }

    /** {@code passive-check}. */
    static final class Passive {
        static final Key<Integer> FAILURES = Key.of(
                "failures",
                Texts.number(0, 1000),
                "0",
                "Failures in a row that make a server down, 0 to 1000; 0 for none: connections that fail, answers that do"
                        + " not come or are broken; with http.");
        static final Key<Boolean> STATUS = Key.of(
                "status",
                Texts.FLAG,
                "false",
                "Whether answers with status 500, 502, 503 or 504 count too; with http.");
        static final Section SECTION = Section.of(FAILURES, STATUS);

        private Passive() {}
    }

    /** {@code fallback}. */
    static final class Spare {
        static final Key<IpAddress> ADDRESS =
                Key.required("address", AddressText.HOST, "Where connections go when no server can take them.");
        static final Key<Integer> PORT = Key.required("port", Texts.port(), "Its port, 1 to 65535.");
        static final Section SECTION = Section.of(ADDRESS, PORT);

        private Spare() {}
    }

    /** {@code proxy-protocol}. */
    static final class Proxied {
        static final Key<Boolean> ACCEPT = Key.of(
                "accept",
                Texts.<Boolean>oneOf(
                                "a rule for incoming headers",
                                value -> value ? "required" : "none",
                                List.of(false, true))
                        .only(),
                "none",
                "Whether every client connection must begin with a PROXY protocol header, version 1 or 2.");
        static final Key<ProxyProtocol.Send> SEND = Key.of(
                "send",
                Texts.oneOf(
                                "a version of the PROXY protocol",
                                ProxyProtocol.Send::key,
                                List.of(ProxyProtocol.Send.values()))
                        .only(),
                "none",
                "Which PROXY protocol header servers get: none, v1 (text) or v2 (binary).");
        static final Section SECTION = Section.of(ACCEPT, SEND);

        private Proxied() {}
    }

    /** {@code real-servers[]}. */
    static final class Server {
        static final Key<String> NAME =
                Key.required("name", Texts.name(), "1 to 63 of A-Z a-z 0-9 _ . -, unique within the service.");
        static final Key<IpAddress> ADDRESS = Key.required("address", AddressText.HOST, "The server's own address.");
        static final Key<Integer> PORT =
                Key.nullable("port", Texts.port(), "the port the client used", "Its port, 1 to 65535.");
        static final Key<Integer> WEIGHT = Key.of(
                "weight",
                Texts.number(0, 65_535),
                "100",
                "Its share relative to the other servers, 0 to 65535; 0 takes no new connections.");
        static final Key<Boolean> BACKUP =
                Key.of("backup", Texts.FLAG, "false", "Whether it serves only while no other server can.");
        static final Key<Integer> MAX_CONNECTIONS = Key.of(
                "max-connections",
                Texts.number(0, 1_000_000),
                "0",
                "Most connections at a time, 0 to 1000000; 0 for no limit.");
        static final Key<AdminState> ADMIN_STATE = Key.of(
                "admin-state",
                Texts.oneOf("an admin state", AdminState::key, List.of(AdminState.values()))
                        .only(),
                "online",
                "What the operator wants: online, draining (running and persistent clients only) or halted (none).");
        static final Key<Fields> TLS = Key.nullable(
                "tls",
                new ValueType.Group(TlsSchema.Back.SECTION),
                "none, traffic goes as it comes out of the proxy",
                "Encryption towards this server; layer 7.");
        static final Section SECTION =
                Section.of(NAME, ADDRESS, PORT, WEIGHT, BACKUP, MAX_CONNECTIONS, ADMIN_STATE, TLS);

        private Server() {}
    }

    static final Key<String> NAME =
            Key.required("name", Texts.name(), "1 to 63 of A-Z a-z 0-9 _ . -, unique in the file.");
    static final Key<Boolean> ENABLED = Key.of("enabled", Texts.FLAG, "true", "Whether the service serves at all.");
    static final Key<Mode> MODE = Key.required(
            "mode",
            Texts.oneOf("a mode", Mode::key, List.of(Mode.values())).only(),
            "How traffic is carried, see below.");
    static final Key<IpAddress> ADDRESS =
            Key.required("address", AddressText.HOST, "The VIP: the address that clients connect to.");
    static final Key<PortSet> PORTS = Key.required(
            "ports",
            PortText.TYPE,
            "The ports served on the VIP: 443, \"80,443\", \"8000-8100\"; at layer 4 also \"*\" for all, at layer 7 at most"
                    + " 1024.");
    static final Key<Protocol> PROTOCOL = Key.of(
            "protocol",
            Texts.oneOf("a protocol", Protocol::key, List.of(Protocol.values())).only(),
            "tcp",
            "What the service carries; udp and tcp+udp at layer 4 only.");
    static final Key<String> INTERFACE = Key.nullable(
            "interface",
            Texts.interfaceName(),
            "the interface whose subnet holds the VIP",
            "The network interface that carries the VIP.");
    static final Key<Distribution> DISTRIBUTION = Key.of(
            "distribution",
            Texts.oneOf("a distribution", Distribution::key, List.of(Distribution.values()))
                    .only(),
            "load-balanced",
            "All healthy servers at once, or failover: the first healthy one in the order of the file.");
    static final Key<SchedulerKind> SCHEDULER = Key.of(
            "scheduler",
            Texts.oneOf("a scheduler", SchedulerKind::key, List.of(SchedulerKind.values()))
                    .only(),
            "wlc",
            "How a server is chosen for a new connection.");
    static final Key<Fields> PERSISTENCE =
            Key.group("persistence", Sticky.SECTION, "How clients are kept on the server they were first sent to.");
    static final Key<Fields> HEALTH_CHECK =
            Key.group("health-check", Check.SECTION, "How the service's servers are checked.");
    static final Key<Fields> FEEDBACK = Key.group(
            "feedback", FeedbackSchema.SECTION, "How the servers themselves say what share of the load they want.");
    static final Key<Fields> TIMEOUTS = Key.group("timeouts", Waits.SECTION, "How long the proxy waits; layer 7.");
    static final Key<Integer> MAX_CONNECTIONS =
            Key.of("max-connections", Texts.number(1, 1_000_000), "40000", "Most connections at a time, 1 to 1000000.");
    static final Key<Fields> FALLBACK = Key.nullable(
            "fallback",
            new ValueType.Group(Spare.SECTION),
            "at layer 7 the fallback page, while that is enabled",
            "Where connections go when no server can take them; null refuses them.");
    static final Key<Fields> PROXY_PROTOCOL = Key.group(
            "proxy-protocol", Proxied.SECTION, "PROXY protocol headers in front of the client's bytes; layer 7.");
    static final Key<IpAddress> SOURCE_ADDRESS = Key.nullable(
            "source-address",
            AddressText.HOST,
            "the address the routing table picks",
            "An address of this machine from which servers are reached; of the same family as the servers; layer 7.");
    static final Key<List<Fields>> REAL_SERVERS = Key.required(
            "real-servers",
            new ValueType.Groups(Server.SECTION, "write at least one server: \"- { name: NAME, address: ADDRESS }\""),
            "The servers behind the VIP, at least one.");

    static final Key<Boolean> TRANSPARENT = Key.of(
            "transparent",
            Texts.FLAG,
            "false",
            "Whether servers are reached from the client's address, which needs this machine as their gateway; layer 7.");
    static final Key<List<ValueType.Item<String>>> SERVER_NAMES = Key.nullable(
            "server-names",
            new ValueType.Items<>(
                    ServerNameText.NAME_OR_WILDCARD,
                    "write a list of names such as [www.example, \"*.example\"]",
                    true),
            "every name that no other service has",
            "The names it answers to where several services share an address and port, by SNI or Host: exact ones and"
                    + " \"*.example\"; layer 7.");
    static final Key<Duration> SLOW_START = Key.nullable(
            "slow-start",
            DurationText.zeroOrUpTo("1d"),
            "0s, none",
            "How long a server that came up takes to its full weight, 0s to 1d; layer 7.");
    static final Key<Fields> PASSIVE_CHECK = Key.group(
            "passive-check",
            Passive.SECTION,
            "When a server goes down because of what requests to it see; layer 7, with http.");
    static final Key<Layer7.AccessLog> ACCESS_LOG = Key.of(
            "access-log",
            Texts.oneOf("a form of the access log", Layer7.AccessLog::key, List.of(Layer7.AccessLog.values()))
                    .only(),
            "off",
            "What is written for each request, or for each connection without http; layer 7.");
    static final Key<Fields> TLS = Key.nullable(
            "tls", new ValueType.Group(TlsSchema.Front.SECTION), "passed through", "TLS ends here; layer 7.");
    static final Key<Fields> HTTP = Key.nullable(
            "http",
            new ValueType.Group(HttpSchema.SECTION),
            "TCP passes as it comes",
            "HTTP mode; {} for all its defaults; layer 7.");

    static final Section SECTION = Section.of(
            NAME,
            ENABLED,
            MODE,
            ADDRESS,
            PORTS,
            PROTOCOL,
            INTERFACE,
            DISTRIBUTION,
            SCHEDULER,
            PERSISTENCE,
            HEALTH_CHECK,
            FEEDBACK,
            TIMEOUTS,
            MAX_CONNECTIONS,
            FALLBACK,
            PROXY_PROTOCOL,
            SOURCE_ADDRESS,
            TRANSPARENT,
            SERVER_NAMES,
            SLOW_START,
            PASSIVE_CHECK,
            ACCESS_LOG,
            TLS,
            HTTP,
            REAL_SERVERS);

    /** {@code defaults}: everything but what makes a service this one. */
    static final Section DEFAULTS = SECTION.without(NAME, ADDRESS, SERVER_NAMES, REAL_SERVERS);
}
