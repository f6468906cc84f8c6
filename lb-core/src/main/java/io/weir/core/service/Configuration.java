package io.weir.core.service;

import io.weir.core.net.IpAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, validated: what the file says plus the defaults.
 *
 * @param node this balancer
 * @param l4 the layer 4 engine
 * @param l7 the proxy's engine
 * @param admin how the operator reaches the daemon
 * @param fallbackPage the built-in page for services whose servers are all down
 * @param virtualServices in the order of the file
 * @param alerts who hears of transitions by e-mail; null for nobody
 */
public record Configuration(
        Node node,
        L4 l4,
        L7 l7,
        Admin admin,
        FallbackPage fallbackPage,
        List<VirtualService> virtualServices,
        @Nullable Alerts alerts) {
    /** Copies the list. */
    public Configuration {
        virtualServices = List.copyOf(virtualServices);
    }

    /**
     * This balancer.
     *
     * @param name shown in status and logs
     * @param stateDirectory everything that must be remembered over a restart
     */
    public record Node(String name, Path stateDirectory) {}

    /**
     * The layer 4 engine; changes of engine, xdpMode, workers and maxFlows take effect at the next start.
     *
     * @param interfaces the interfaces that carry layer 4 traffic, by name; empty for those whose subnets hold a VIP or
     *     a real server
     * @param engine how packets are received and sent
     * @param xdpMode where the program of AF_XDP runs; nothing with another engine
     * @param workers threads, 1..64; 0 for one less than processors, at most 4
     * @param maxFlows connections of each family remembered at a time, over all workers, 1024..16777216
     * @param snatAddresses where packets of {@code l4-snat} come from, of both families; where a family has none, this
     *     machine's own address in the server's subnet
     */
    public record L4(
            List<String> interfaces,
            Engine engine,
            XdpMode xdpMode,
            int workers,
            int maxFlows,
            List<IpAddress> snatAddresses) {
        /** Copies the lists. */
        public L4 {
            interfaces = List.copyOf(interfaces);
            snatAddresses = List.copyOf(snatAddresses);
        }

        /** What holds when the file says nothing. */
        public static L4 automatic() {
            return new L4(List.of(), Engine.AUTO, XdpMode.AUTO, 0, 1_000_000, List.of());
        }
    }

    /** How packets are received and sent. */
    public enum Engine {
        /** The best that works here. */
        AUTO("auto"),
        /** AF_PACKET with mapped rings. */
        AF_PACKET("af-packet"),
        /** A packet socket driven by io_uring. */
        IO_URING("io-uring"),
        /** AF_XDP. */
        AF_XDP("af-xdp");

        private final String key;

        Engine(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /** Where the program of AF_XDP takes frames. */
    public enum XdpMode {
        /** In the driver where it can, else in the kernel's receive path. */
        AUTO("auto"),
        /** In the driver. */
        NATIVE("native"),
        /** In the kernel's receive path, with any driver. */
        GENERIC("generic");

        private final String key;

        XdpMode(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /**
     * The proxy's engine; changes take effect at the next start.
     *
     * @param transport which system interface carries connections
     * @param threads event loops, 1..64; 0 for one per processor
     * @param accessLogFile where the access logs of services are written
     */
    public record L7(Transport transport, int threads, Path accessLogFile) {
        /** Where access logs are written unless the file says otherwise. */
        public static final Path ACCESS_LOG_FILE = Path.of("/var/log/weir/access.log");

        /** With access logs where they are by default. */
        public L7(Transport transport, int threads) {
            this(transport, threads, ACCESS_LOG_FILE);
        }
    }

    /** The system interface under the proxy. */
    public enum Transport {
        /** The fastest that works here, by our own measurements. */
        AUTO("auto"),
        /** io_uring. */
        IO_URING("io-uring"),
        /** epoll. */
        EPOLL("epoll"),
        /** The JDK's own. */
        NIO("nio");

        private final String key;

        Transport(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }

    /**
     * How the operator reaches the daemon.
     *
     * @param socket path of the admin socket
     */
    public record Admin(Path socket) {}

    /**
     * The built-in page for services whose servers are all down.
     *
     * @param enabled whether it is served
     * @param address where it listens
     * @param port its TCP port
     * @param file an HTML file to serve; null for the built-in one
     */
    public record FallbackPage(
            boolean enabled,
            IpAddress address,
            int port,
            @Nullable Path file) {}
}
