package io.weir.core.config;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import java.nio.file.Path;
import java.util.List;

/** The keys of the file outside virtual services. */
final class FileSchema {
    /** The kernel's {@code sockaddr_un.sun_path} has 108 bytes, one of them for the end. */
    private static final int LONGEST_SOCKET = 107;

    private FileSchema() {}

    /** {@code node}. */
    static final class Balancer {
        static final Key<String> NAME =
                Key.nullable("name", Texts.name(), "the host name", "What this balancer is called in status and logs.");
        static final Key<Path> STATE_DIRECTORY = Key.of(
                "state-directory",
                Texts.path(),
                "/var/lib/weir",
                "Absolute path of the folder for everything that must be remembered over a restart.");
        static final Section SECTION = Section.of(NAME, STATE_DIRECTORY);

        private Balancer() {}
    }

    /** {@code l4}. */
    static final class Packets {
        static final Key<List<ValueType.Item<String>>> INTERFACES = Key.nullable(
                "interfaces",
                new ValueType.Items<>(Texts.interfaceName(), "write a list of interfaces such as [eth0, eth1]"),
                "those whose subnets hold a VIP or a real server",
                "The interfaces that carry layer 4 traffic: [eth0] for one-arm, [eth0, eth1] for two-arm; [] as without"
                        + " it.");
        static final Key<Configuration.Engine> ENGINE = Key.of(
                "engine",
                Texts.oneOf("an engine", Configuration.Engine::key, List.of(Configuration.Engine.values()))
                        .only(),
                "auto",
                "How packets are received and sent; auto takes the best that works. Read at start only.");
        static final Key<Configuration.XdpMode> XDP_MODE = Key.of(
                "xdp-mode",
                Texts.oneOf("a mode of XDP", Configuration.XdpMode::key, List.of(Configuration.XdpMode.values()))
                        .only(),
                "auto",
                "Where af-xdp takes packets: native in the driver, generic in the kernel with any driver; auto for native"
                        + " where the driver has it. Read at start only.");
        static final Key<Integer> WORKERS = Key.of(
                "workers",
                Texts.autoOr(1, 64),
                "auto",
                "Threads that carry packets, 1 to 64; auto for one less than processors, at most 4. Read at start only.");
        static final Key<Integer> MAX_FLOWS = Key.of(
                "max-flows",
                Texts.number(1024, 16_777_216),
                "1000000",
                "Most connections of each family remembered at a time, 1024 to 16777216; 104 bytes for one of IPv4, 168"
                        + " for IPv6. Read at start only.");
        static final Key<List<ValueType.Item<IpAddress>>> SNAT_ADDRESSES = Key.nullable(
                "snat-addresses",
                new ValueType.Items<>(
                        AddressText.HOST, "write a list of addresses such as [192.0.2.5, \"2001:db8::5\"]"),
                "this machine's address in each server's subnet",
                "Addresses that servers of l4-snat services see as the client's, of either family; a family without one"
                        + " has the default.");
        static final Section SECTION = Section.of(INTERFACES, ENGINE, XDP_MODE, WORKERS, MAX_FLOWS, SNAT_ADDRESSES);

        private Packets() {}
    }

    /** {@code l7}. */
    static final class Proxy {
        static final Key<Configuration.Transport> TRANSPORT = Key.of(
                "transport",
                Texts.oneOf("a transport", Configuration.Transport::key, List.of(Configuration.Transport.values()))
                        .only(),
                "auto",
                "The system interface under the proxy; auto takes the fastest that works. Read at start only.");
        static final Key<Integer> THREADS = Key.of(
                "threads",
                Texts.autoOr(1, 64),
                "auto",
                "Event loops, 1 to 64; auto for one per processor. Read at start only.");
        static final Key<Path> ACCESS_LOG_FILE = Key.of(
                "access-log-file",
                Texts.path(),
                Configuration.L7.ACCESS_LOG_FILE.toString(),
                "Where the access logs of services are written. May be renamed or removed while Weir runs: it is made"
                        + " anew within a second. Read at start only.");
        static final Section SECTION = Section.of(TRANSPORT, THREADS, ACCESS_LOG_FILE);

        private Proxy() {}
    }

    /** {@code admin}. */
    static final class Admin {
        private static final String INSTEAD = "use the command line over admin.socket, and remove it";

        static final Key<Path> SOCKET = Key.of(
                "socket",
                Texts.path(LONGEST_SOCKET),
                "/run/weir/admin.sock",
                "Absolute path of the Unix socket of the command line, at most 107 bytes.");
        static final Section SECTION = Section.of(
                SOCKET,
                Key.notYet("https", listener(), INSTEAD, "The page and the API."),
                Key.notYet("http", listener(), INSTEAD, "The page and the API without TLS."),
                Key.notYet(
                        "metrics",
                        Section.of(
                                Key.notYet("enabled", "remove it", "Whether metrics are served."),
                                Key.notYet("public", "remove it", "Whether they are served without login.")),
                        INSTEAD,
                        "Prometheus metrics."));

        private static Section listener() {
            return Section.of(
                    Key.notYet("enabled", "remove it", "Whether it listens."),
                    Key.notYet("address", "remove it", "Where it listens."),
                    Key.notYet("port", "remove it", "Its TCP port."));
        }

        private Admin() {}
    }

    /** {@code fallback-page}. */
    static final class Page {
        static final Key<IpAddress> ADDRESS =
                Key.of("address", AddressText.LISTEN, "127.0.0.1", "The address where it listens.");
        static final Key<Integer> PORT = Key.of("port", Texts.port(), "9081", "Its TCP port, 1 to 65535.");
        static final Key<Boolean> ENABLED = Key.of("enabled", Texts.FLAG, "true", "Whether it is served.");
        static final Key<Path> FILE = Key.nullable(
                "file",
                Texts.path(),
                "the built-in page",
                "Absolute path of an HTML file to serve, at most 1 MiB; read when the configuration is.");
        static final Section SECTION = Section.of(ADDRESS, PORT, ENABLED, FILE);

        private Page() {}
    }

    static final Key<Fields> NODE = Key.group("node", Balancer.SECTION, "This balancer.");
    static final Key<Fields> L4 = Key.group("l4", Packets.SECTION, "The layer 4 engine.");
    static final Key<Fields> L7 = Key.group("l7", Proxy.SECTION, "The proxy's engine.");
    static final Key<Fields> ADMIN = Key.group("admin", Admin.SECTION, "How the operator reaches the daemon.");
    static final Key<Fields> FALLBACK_PAGE =
            Key.group("fallback-page", Page.SECTION, "The page for clients of services whose servers are all down.");
    static final Key<Fields> ALERTS = Key.nullable(
            "alerts", new ValueType.Group(AlertSchema.SECTION), "no mails", "Who hears of transitions by e-mail.");
    static final Key<Fields> DEFAULTS = Key.group(
            "defaults",
            ServiceSchema.DEFAULTS,
            "Any key of a virtual service but name, address, server-names and real-servers; a service's own key wins.");
    static final Key<List<Fields>> VIRTUAL_SERVICES = Key.required(
            "virtual-services",
            new ValueType.Groups(ServiceSchema.SECTION, "begin each item with \"- name: NAME\", or write [] for none"),
            "The services, in order; [] for none.");

    /** The whole file. */
    static final Section ROOT = Section.of(NODE, L4, L7, ADMIN, FALLBACK_PAGE, ALERTS, DEFAULTS, VIRTUAL_SERVICES);
}
