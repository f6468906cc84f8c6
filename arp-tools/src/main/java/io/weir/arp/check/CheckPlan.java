package io.weir.arp.check;

import io.weir.arp.vip.HostInterface;
import io.weir.arp.vip.HostInterfaces;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Configuration;
import io.weir.core.service.Mode;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for what.
 *
 * @param vips that are on a link; those of loopback are nobody else's
 * @param names configured servers by where they are, as {@code web/srv1}
 * @param ours the Ethernet addresses of this host
 */
record CheckPlan(List<Vip> vips, Map<Place, String> names, Set<MacAddress> ours) {
    /** One connection each; more tells nothing new of a server. */
    static final int MOST_PORTS = 4;

    /** Copies the collections. */
    CheckPlan {
        vips = List.copyOf(vips);
        names = new LinkedHashMap<>(names);
        ours = Set.copyOf(ours);
    }

    static CheckPlan none() {
        return new CheckPlan(List.of(), Map.of(), Set.of());
    }

    /** An address on a link. */
    record Place(int interfaceIndex, IpAddress address) {}

    /** Where to ask from: an interface, its Ethernet address, and ours there; null if there is none of the family. */
    record From(
            int interfaceIndex,
            String interfaceName,
            MacAddress mac,
            @Nullable IpAddress source) {}

    /**
     * A VIP with the servers that have it too; {@code from} is null when no link leads there. Those of layer 4 are
     * watched by {@link io.weir.arp.claim.AddressClaims} already.
     */
    record Vip(IpAddress address, @Nullable From from, boolean layer4, List<String> services, List<Server> servers) {}

    /** A server of direct return. */
    record Server(
            String service,
            String name,
            IpAddress address,
            @Nullable From from,
            List<Integer> ports) {}

    static CheckPlan of(Configuration configuration, List<HostInterface> interfaces) {
        HostInterfaces host = new HostInterfaces(
                interfaces.stream().filter(one -> !one.loopback()).toList());
        Map<IpAddress, Vip> vips = new LinkedHashMap<>();
        Map<Place, String> names = new LinkedHashMap<>();
        for (VirtualService service : configuration.virtualServices()) {
            if (!service.enabled()
                    || service.address().isLoopback()
                    || service.address().isUnspecified()) {
                continue;
            }
            String name = service.interfaceName();
            HostInterface link = name == null ? host.holding(service.address()) : host.named(name);
            if (service.mode().isLayer7() && from(link, service.address()) == null) {
                // On lo, behind a router: the address is announced by other means, and nobody here can answer for it.
                continue;
            }
            Vip vip = vips.computeIfAbsent(
                    service.address(),
                    address -> new Vip(
                            address,
                            from(link, address),
                            !service.mode().isLayer7(),
                            new ArrayList<>(),
                            new ArrayList<>()));
            vip.services().add(service.name());
            for (RealServer server : service.realServers()) {
                HostInterface direct = host.holding(server.address());
                if (direct != null) {
                    names.putIfAbsent(
                            new Place(direct.index(), server.address()), service.name() + "/" + server.name());
                }
                if (service.mode() == Mode.L4_DR) {
                    vip.servers()
                            .add(new Server(
                                    service.name(),
                                    server.name(),
                                    server.address(),
                                    from(direct, server.address()),
                                    ports(service)));
                }
            }
        }
        Set<MacAddress> ours = new HashSet<>();
        interfaces.forEach(one -> {
            if (one.mac() != null) {
                ours.add(one.mac());
            }
        });
        return new CheckPlan(List.copyOf(vips.values()), names, ours);
    }

    private static @Nullable From from(@Nullable HostInterface link, IpAddress towards) {
        return link == null || link.mac() == null || !link.up()
                ? null
                : new From(link.index(), link.name(), link.mac(), source(link, towards));
    }

    /** Ours in the same subnet, else the first of the family that lasts; never a VIP of ours. */
    private static @Nullable IpAddress source(HostInterface link, IpAddress towards) {
        IpAddress first = null;
        for (HostInterface.Address own : link.addresses()) {
            IpAddress address = own.cidr().address();
            if (address.v6() != towards.v6() || own.marked() || address.isLinkLocal()) {
                continue;
            }
            if (own.cidr().contains(towards) && own.cidr().prefix() < address.bits()) {
                return address;
            }
            first = first == null ? address : first;
        }
        return first;
    }

    /** The first of each range; where all are served, the one of the health check. */
    private static List<Integer> ports(VirtualService service) {
        if (!service.protocol().tcp()) {
            return List.of();
        }
        if (service.ports().equals(PortSet.ALL)) {
            int checked = service.healthCheck().port();
            return checked == 0 ? List.of() : List.of(checked);
        }
        return service.ports().ranges().stream()
                .limit(MOST_PORTS)
                .map(PortSet.Range::first)
                .toList();
    }

    /** Every link that is asked or listened on. */
    Set<Integer> interfaces() {
        Set<Integer> interfaces = new TreeSet<>();
        for (Vip vip : vips) {
            if (vip.from() != null) {
                interfaces.add(vip.from().interfaceIndex());
            }
            for (Server server : vip.servers()) {
                if (server.from() != null) {
                    interfaces.add(server.from().interfaceIndex());
                }
            }
        }
        return interfaces;
    }
}
