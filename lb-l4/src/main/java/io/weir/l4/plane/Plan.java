package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.core.net.IpAddress;
import io.weir.l4.view.ViewLink;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What layer 4 needs of the host for one configuration. Immutable.
 *
 * @param links by number, also those whose interface is gone
 * @param up numbers of the links that are up
 * @param running numbers of those that can carry packets now
 * @param vips every VIP with the number of the link that carries it
 * @param servers the way to every server's and fallback's address
 * @param snatAddresses those of the configuration that are no addresses of this host, with their links: ours to answer
 *     for, like VIPs
 * @param local every address of this host
 */
record Plan(
        List<ViewLink> links,
        Set<Integer> up,
        Set<Integer> running,
        Map<IpAddress, Integer> vips,
        Map<IpAddress, Way> servers,
        Map<IpAddress, Integer> snatAddresses,
        List<IpAddress> local) {
    /** Copies the collections. */
    Plan {
        links = List.copyOf(links);
        up = Set.copyOf(up);
        running = Set.copyOf(running);
        vips = Map.copyOf(vips);
        servers = Map.copyOf(servers);
        snatAddresses = Map.copyOf(snatAddresses);
        local = List.copyOf(local);
    }

    static Plan empty() {
        return new Plan(List.of(), Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    /**
     * The way to a server.
     *
     * @param link the number of the link
     * @param station whom to send to: the server, or a router
     * @param source our own address there; null if there is none of the family
     */
    record Way(int link, NeighborKey station, @Nullable IpAddress source) {}

    /** The links whose interface is there. */
    List<ViewLink> present() {
        return links.stream().filter(link -> !link.isGone()).toList();
    }

    /** Everyone whose Ethernet address is needed. */
    Set<NeighborKey> stations() {
        return servers.values().stream().map(Way::station).collect(Collectors.toSet());
    }

    /** Addresses of ours that clients may know. */
    Set<IpAddress> known() {
        Set<IpAddress> known = new HashSet<>(vips.keySet());
        known.addAll(snatAddresses.keySet());
        return known;
    }

    /** Addresses of ours that servers may know. */
    Set<IpAddress> sources() {
        return servers.values().stream()
                .map(Way::source)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
