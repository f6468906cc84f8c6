package io.weir.l4.observe;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The view in force with copies of one service's figures, so that what is judged by it is counted nowhere. */
final class ScratchView {
    private ScratchView() {}

    /**
     * Copies.
     *
     * @param service the one that the packet is for, or null
     * @param more the server of the flow that the packet belongs to, or null
     */
    static L4View of(L4View view, @Nullable ViewService service, @Nullable ViewServer more) {
        Map<Integer, ViewServer> servers = new HashMap<>();
        if (more != null) {
            servers.put(
                    more.id(), copy(more, more.load().copy(), more.serviceLoad().copy()));
        }
        Map<IpAddress, Vip> vips = new HashMap<>();
        for (IpAddress address : view.vips().keys()) {
            Vip vip = view.vip(address.high(), address.low(), address.v6());
            int link = vip == null ? Vip.NOWHERE : vip.link();
            vips.put(address, new Vip(address, link, List.of()));
        }
        if (service != null) {
            IpAddress address = service.snapshot().definition().address();
            Vip vip = vips.get(address);
            ViewService copy = copy(view, service, servers);
            vips.put(address, new Vip(address, vip == null ? Vip.NOWHERE : vip.link(), List.of(copy)));
        }
        return new L4View(
                view.generation(),
                view.links(),
                new AddressMap<>(vips),
                view.behind(),
                view.sources(),
                new ServerMap(servers.values()),
                view.anyHalted());
    }

    private static ViewService copy(L4View view, ViewService service, Map<Integer, ViewServer> servers) {
        ServiceSnapshot snapshot = service.snapshot().rehearsal();
        for (ServerSnapshot server : snapshot.servers()) {
            ViewServer known = view.server(server.id());
            if (known != null) {
                servers.put(known.id(), copy(known, server.load(), snapshot.load()));
            }
        }
        ViewServer fallback = service.fallback();
        ViewServer fallbackCopy =
                fallback == null ? null : copy(fallback, fallback.load().copy(), snapshot.load());
        if (fallbackCopy != null) {
            servers.put(fallbackCopy.id(), fallbackCopy);
        }
        return new ViewService(snapshot, service.flowMode(), service.maxConnections(), fallbackCopy);
    }

    private static ViewServer copy(ViewServer server, ServerLoad load, ServiceLoad serviceLoad) {
        return new ViewServer(
                server.id(),
                server.service(),
                server.name(),
                server.flowMode(),
                server.high(),
                server.low(),
                server.v6(),
                server.port(),
                server.maxConnections(),
                server.halted(),
                server.takesNewFlows(),
                server.link(),
                server.station(),
                server.sources(),
                load,
                serviceLoad);
    }
}
