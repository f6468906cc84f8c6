package io.weir.core.service;

import io.weir.core.net.IpAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, validated: what the file says plus the defaults.
 *
 * @param node this balancer
 * @param l7 the proxy's engine
 * @param admin how the operator reaches the daemon
 * @param fallbackPage the built-in page for services whose servers are all down
 * @param virtualServices in the order of the file
 */
public record Configuration(
        Node node, L7 l7, Admin admin, FallbackPage fallbackPage, List<VirtualService> virtualServices) {
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
     * The proxy's engine; changes take effect at the next start.
     *
     * @param transport which system interface carries connections
     * @param threads event loops, 1..64; 0 for one per processor
     */
    public record L7(Transport transport, int threads) {}

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
