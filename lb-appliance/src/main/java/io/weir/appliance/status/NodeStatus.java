package io.weir.appliance.status;

import io.weir.appliance.alert.AlertFigures;
import io.weir.core.control.Snapshot;
import io.weir.l4.observe.Layer4Figures;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

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
 * @param layer4 what layer 4 has done; null before the first layer 4 service
 * @param refused what HTTP's guard has refused, by reason
 * @param alerts how it stands with the mails; null where none are sent
 */
public record NodeStatus(
        String node,
        String version,
        String transport,
        long configurationVersion,
        Instant startedAt,
        Instant at,
        List<VirtualServiceStatus> virtualServices,
        @Nullable Layer4Figures layer4,
        SortedMap<String, Long> refused,
        @Nullable AlertFigures alerts) {
    /** Reads every service's figures now. */
    public static NodeStatus of(Snapshot snapshot, DaemonFacts daemon, Instant now, Live live) {
        return new NodeStatus(
                snapshot.configuration().node().name(),
                daemon.version(),
                daemon.transport(),
                snapshot.configurationVersion(),
                daemon.startedAt(),
                now,
                snapshot.services().stream()
                        .map(service -> VirtualServiceStatus.of(service, live))
                        .toList(),
                live.layer4(),
                live.refused(),
                live.alerts());
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
                virtualServices.stream().filter(s -> s.name().equals(service)).toList(),
                layer4,
                refused,
                alerts);
    }
}
