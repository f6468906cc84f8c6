package io.weir.core.service;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service, as configured and validated.
 *
 * @param name unique, {@code [A-Za-z0-9_.-]{1,63}}
 * @param enabled whether it serves at all
 * @param mode which plane carries it and how
 * @param address the VIP
 * @param ports the ports it serves on the VIP
 * @param protocol TCP, UDP or both
 * @param interfaceName the interface that carries the VIP; null for the one whose subnet holds it
 * @param distribution all servers at once, or the first healthy one
 * @param scheduler how a server is chosen
 * @param persistence how clients are kept on their server
 * @param healthCheck how servers are checked
 * @param timeouts how long the proxy waits
 * @param maxConnections most connections at a time, at least 1
 * @param fallback where connections go when no server can take them; null to refuse them
 * @param proxyProtocol PROXY protocol in and out
 * @param sourceAddress the address servers are reached from; null for the one the routing table picks
 * @param layer7 what only the proxy knows: TLS, HTTP, names, retries
 * @param realServers the servers in the order of the file
 * @param feedback how servers say what share of the load they want
 */
public record VirtualService(
        String name,
        boolean enabled,
        Mode mode,
        IpAddress address,
        PortSet ports,
        Protocol protocol,
        @Nullable String interfaceName,
        Distribution distribution,
        SchedulerKind scheduler,
        Persistence persistence,
        HealthCheck healthCheck,
        Timeouts timeouts,
        int maxConnections,
        @Nullable Fallback fallback,
        ProxyProtocol proxyProtocol,
        @Nullable IpAddress sourceAddress,
        Layer7 layer7,
        List<RealServer> realServers,
        Feedback feedback) {
    /** A service whose servers are not asked for feedback. */
    public VirtualService(
            String name,
            boolean enabled,
            Mode mode,
            IpAddress address,
            PortSet ports,
            Protocol protocol,
            @Nullable String interfaceName,
            Distribution distribution,
            SchedulerKind scheduler,
            Persistence persistence,
            HealthCheck healthCheck,
            Timeouts timeouts,
            int maxConnections,
            @Nullable Fallback fallback,
            ProxyProtocol proxyProtocol,
            @Nullable IpAddress sourceAddress,
            Layer7 layer7,
            List<RealServer> realServers) {
        this(
                name,
                enabled,
                mode,
                address,
                ports,
                protocol,
                interfaceName,
                distribution,
                scheduler,
                persistence,
                healthCheck,
                timeouts,
                maxConnections,
                fallback,
                proxyProtocol,
                sourceAddress,
                layer7,
                realServers,
                Feedback.NONE);
    }

    /** A service of layer 4, or one that passes TCP through. */
    public VirtualService(
            String name,
            boolean enabled,
            Mode mode,
            IpAddress address,
            PortSet ports,
            Protocol protocol,
            @Nullable String interfaceName,
            Distribution distribution,
            SchedulerKind scheduler,
            Persistence persistence,
            HealthCheck healthCheck,
            Timeouts timeouts,
            int maxConnections,
            @Nullable Fallback fallback,
            ProxyProtocol proxyProtocol,
            @Nullable IpAddress sourceAddress,
            List<RealServer> realServers) {
        this(
                name,
                enabled,
                mode,
                address,
                ports,
                protocol,
                interfaceName,
                distribution,
                scheduler,
                persistence,
                healthCheck,
                timeouts,
                maxConnections,
                fallback,
                proxyProtocol,
                sourceAddress,
                Layer7.PASS_THROUGH,
                realServers);
    }

    /** Copies the list. */
    public VirtualService {
        realServers = List.copyOf(realServers);
    }
}
