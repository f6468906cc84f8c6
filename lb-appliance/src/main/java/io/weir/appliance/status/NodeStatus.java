package io.weir.appliance.status;

import io.weir.core.control.Snapshot;
import java.time.Instant;
import java.util.List;

/**
 * The whole overview at one moment.
 *
 * @param node the balancer's name
 * @param version of the daemon
 * @param transport the system interface under the proxy: {@code io-uring}, {@code epoll} or {@code nio}
 * @param configurationVersion which configuration is in force
 * @param startedAt when the daemon started
 * @param at when the figures were read
 * @param virtualServices in the order of the file
 */
public record NodeStatus(
        String node,
        String version,
        String transport,
        long configurationVersion,
        Instant startedAt,
        Instant at,
        List<VirtualServiceStatus> virtualServices) {
    /** Reads every service's figures now. */
    public static NodeStatus of(Snapshot snapshot, DaemonFacts daemon, Instant now) {
        return new NodeStatus(
                snapshot.configuration().node().name(),
                daemon.version(),
                daemon.transport(),
                snapshot.configurationVersion(),
                daemon.startedAt(),
                now,
                snapshot.services().stream().map(VirtualServiceStatus::of).toList());
    }

    /** The same with one service only; empty list when there is none of that name. */
    public NodeStatus only(String service) {
        return new NodeStatus(
                node,
                version,
                transport,
                configurationVersion,
                startedAt,
                at,
                virtualServices.stream().filter(s -> s.name().equals(service)).toList());
    }
}
