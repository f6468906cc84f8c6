package io.weir.l4.plane;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Fallback;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the view that workers read of a snapshot and of the plan of its configuration. */
final class ViewCompiler {
    private final Plan plan;
    private final Stations stations;
    private final Sources sources;
    private final Fallbacks fallbacks;

    ViewCompiler(Plan plan, Stations stations, Sources sources, Fallbacks fallbacks) {
        this.plan = plan;
        this.stations = stations;
        this.sources = sources;
        this.fallbacks = fallbacks;
    }

    /**
     * The view.
     *
     * @param generation of the view
     * @param owned whether a VIP may be ours, which it may not while another station has it
     * @param retired servers and VIPs that are configured no more, while their flows go on
     * @param usedBefore addresses of the host that flows of mode l4-snat have come from
     */
    L4View compile(
            long generation,
            Snapshot snapshot,
            Predicate<IpAddress> owned,
            Retired retired,
            Set<IpAddress> usedBefore) {
        Map<Integer, ViewServer> servers = new HashMap<>();
        Map<IpAddress, List<ViewService>> services = new LinkedHashMap<>();
        for (ServiceSnapshot service : snapshot.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && !definition.mode().isLayer7()) {
                ViewService compiled = service(service, servers);
                if (owned.test(definition.address())) {
                    services.computeIfAbsent(definition.address(), address -> new ArrayList<>())
                            .add(compiled);
                }
            }
        }
        retired.servers().forEach(server -> servers.putIfAbsent(server.id(), server));
        Map<IpAddress, Vip> vips = new HashMap<>();
        services.forEach((address, all) -> vips.put(address, new Vip(address, linkOf(address), all)));
        plan.snatAddresses().forEach((address, link) -> vips.putIfAbsent(address, new Vip(address, link, List.of())));
        retired.addresses().forEach((address, link) -> vips.putIfAbsent(address, new Vip(address, link, List.of())));
        Map<IpAddress, Boolean> behind = new HashMap<>();
        servers.values().forEach(server -> behind.put(new IpAddress(server.high(), server.low(), server.v6()), true));
        Map<IpAddress, Boolean> addresses = new HashMap<>(sources.addresses());
        usedBefore.forEach(address -> addresses.put(address, true));
        retired.sources().keySet().forEach(address -> addresses.put(address, true));
        boolean anyHalted = servers.values().stream().anyMatch(ViewServer::halted);
        return new L4View(
                generation,
                plan.links(),
                new AddressMap<>(vips),
                new AddressMap<>(behind),
                new AddressMap<>(addresses),
                new ServerMap(servers.values()),
                anyHalted);
    }

    private ViewService service(ServiceSnapshot service, Map<Integer, ViewServer> servers) {
        VirtualService definition = service.definition();
        for (ServerSnapshot server : service.servers()) {
            servers.put(server.id(), server(service, server));
        }
        ViewServer fallback = fallback(service);
        if (fallback != null) {
            servers.put(fallback.id(), fallback);
        }
        return new ViewService(service, flowMode(definition.mode()), definition.maxConnections(), fallback);
    }

    private ViewServer server(ServiceSnapshot service, ServerSnapshot server) {
        IpAddress address = server.definition().address();
        Plan.Way way = way(address);
        return new ViewServer(
                server.id(),
                service.name(),
                server.name(),
                flowMode(service.definition().mode()),
                address.high(),
                address.low(),
                address.v6(),
                server.definition().port(),
                server.definition().maxConnections(),
                server.adminState() == AdminState.HALTED,
                server.takesPersistentClients(),
                way.link(),
                stations.station(way.station()),
                sources.pool(way, service.definition(), address.v6()),
                server.load(),
                service.load());
    }

    private @Nullable ViewServer fallback(ServiceSnapshot service) {
        Fallback fallback = service.definition().fallback();
        if (fallback == null) {
            return null;
        }
        Fallbacks.Identity identity = fallbacks.of(service.name(), fallback);
        IpAddress address = fallback.address();
        Plan.Way way = way(address);
        return new ViewServer(
                identity.id(),
                service.name(),
                "fallback",
                flowMode(service.definition().mode()),
                address.high(),
                address.low(),
                address.v6(),
                fallback.port(),
                0,
                false,
                true,
                way.link(),
                stations.station(way.station()),
                sources.pool(way, service.definition(), address.v6()),
                identity.load(),
                service.load());
    }

    private int linkOf(IpAddress vip) {
        Integer link = plan.vips().get(vip);
        return link == null ? Vip.NOWHERE : link;
    }

    private Plan.Way way(IpAddress address) {
        Plan.Way way = plan.servers().get(address);
        if (way == null) {
            throw new IllegalStateException("no way was planned to " + address);
        }
        return way;
    }

    static int flowMode(Mode mode) {
        return switch (mode) {
            case L4_DR -> FlowMode.DR;
            case L4_NAT -> FlowMode.NAT;
            case L4_SNAT -> FlowMode.SNAT;
            case L7_SNAT -> throw new IllegalArgumentException("not layer 4");
        };
    }
}
