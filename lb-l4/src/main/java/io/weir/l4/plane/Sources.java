package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import io.weir.l4.flow.SourcePool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses and ports that flows of mode l4-snat come from. An address that only Weir has gives all ports from 1024
 * on; one that the host uses too gives those that the host does not use.
 */
final class Sources {
    /** Ports of addresses that nobody else uses; those below are for services (RFC 6335 section 6). */
    static final PortSet ALL_PORTS = new PortSet(List.of(new PortSet.Range(1024, 65_535)));

    private final List<IpAddress> configured;
    private final List<IpAddress> local;
    private final PortSet hostPorts;
    private final int workers;
    private final Map<List<IpAddress>, List<SourcePool>> pools = new HashMap<>();
    private final Map<IpAddress, Boolean> addresses = new LinkedHashMap<>();

    /**
     * Sources of one plan.
     *
     * @param configured {@code l4.snat-addresses}
     * @param local the host's addresses
     * @param hostPorts ports that the host leaves to us on its own addresses
     * @param workers how many share the ports
     */
    Sources(List<IpAddress> configured, List<IpAddress> local, PortSet hostPorts, int workers) {
        this.configured = configured;
        this.local = local;
        this.hostPorts = hostPorts;
        this.workers = workers;
    }

    /** Where flows to a server that is reached this way come from, by worker; empty where they keep the client's. */
    List<SourcePool> pool(Plan.Way way, VirtualService service, boolean v6) {
        if (service.mode() != Mode.L4_SNAT) {
            return List.of();
        }
        List<IpAddress> named = named(configured, local, v6);
        List<IpAddress> all = named.isEmpty() ? ours(way.source()) : named;
        return pools.computeIfAbsent(all, this::make);
    }

    /** Those of a family; none of the host's, which have fewer ports, where there are others. */
    private static List<IpAddress> named(List<IpAddress> configured, List<IpAddress> local, boolean v6) {
        List<IpAddress> all = configured.stream().filter(one -> one.v6() == v6).toList();
        List<IpAddress> exclusive =
                all.stream().filter(one -> !local.contains(one)).toList();
        return exclusive.isEmpty() ? all : exclusive;
    }

    /** Whether flows of these services come from addresses that the host uses too. */
    static boolean needHostPorts(List<VirtualService> services, List<IpAddress> configured, List<IpAddress> local) {
        return services.stream()
                .filter(service -> service.mode() == Mode.L4_SNAT)
                .map(service -> named(configured, local, service.address().v6()))
                .anyMatch(named -> named.isEmpty() || local.contains(named.getFirst()));
    }

    private static List<IpAddress> ours(@Nullable IpAddress source) {
        return source == null ? List.of() : List.of(source);
    }

    private List<SourcePool> make(List<IpAddress> all) {
        all.forEach(address -> addresses.put(address, true));
        PortSet ports = all.stream().anyMatch(local::contains) ? hostPorts : ALL_PORTS;
        List<SourcePool> shares = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            shares.add(SourcePool.of(all, ports::contains, worker, workers));
        }
        return shares;
    }

    /** Every address that {@link #pool} has given. */
    Map<IpAddress, Boolean> addresses() {
        return addresses;
    }

    /** Those among them that the host uses too. */
    List<IpAddress> shared() {
        return addresses.keySet().stream().filter(local::contains).toList();
    }
}
