package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.l4.plane.Guard.Reply;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.Vip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Servers that the configuration has dropped while clients were connected, with the VIPs those clients use. */
final class Retired {
    private final Map<Integer, Entry> entries = new LinkedHashMap<>();

    private record Entry(
            ViewServer server,
            IpAddress vip,
            int link,
            Plan.Way way,
            @Nullable Reply reply) {}

    /**
     * Keeps the servers of the view in force that the next snapshot lacks and that have flows. Where layer 7 takes the
     * VIP over, their flows are cut.
     */
    void retire(L4View view, Plan plan, Snapshot current, Snapshot next) {
        Set<Integer> staying = new HashSet<>();
        Set<IpAddress> lost = new HashSet<>();
        for (ServiceSnapshot service : next.services()) {
            if (service.definition().enabled() && service.definition().mode().isLayer7()) {
                lost.add(service.definition().address());
            } else if (service.definition().enabled()) {
                service.servers().forEach(server -> staying.add(server.id()));
            }
        }
        for (ServiceSnapshot service : current.services()) {
            Integer link = plan.vips().get(service.definition().address());
            if (link == null || service.definition().mode().isLayer7()) {
                continue;
            }
            IpAddress vip = service.definition().address();
            service.servers().forEach(server -> {
                ViewServer known = view.server(server.id());
                Plan.Way way = plan.servers().get(server.definition().address());
                if (known != null && way != null && !staying.contains(server.id())) {
                    boolean cut = lost.contains(vip);
                    entries.put(
                            server.id(),
                            new Entry(
                                    cut ? known.asHalted() : known,
                                    vip,
                                    cut ? Vip.NOWHERE : link,
                                    way,
                                    Guard.reply(service.definition(), server.definition())));
                }
            });
        }
        entries.keySet().removeAll(staying);
        prune();
    }

    /** Forgets those whose last flow has ended. Returns whether there were any. */
    boolean prune() {
        return entries.values()
                .removeIf(entry -> entry.server().load().active() == 0
                        && entry.server().load().lingering() == 0);
    }

    /** Those whose Ethernet addresses are still needed. */
    Set<NeighborKey> stations() {
        return entries.values().stream().map(entry -> entry.way().station()).collect(Collectors.toSet());
    }

    /** Packets of theirs that the host must still not see. */
    Set<Reply> replies() {
        return entries.values().stream()
                .map(Entry::reply)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    List<ViewServer> servers() {
        return entries.values().stream().map(Entry::server).toList();
    }

    Map<IpAddress, Integer> vips() {
        Map<IpAddress, Integer> vips = new HashMap<>();
        entries.values().stream()
                .filter(entry -> entry.link() != Vip.NOWHERE)
                .forEach(entry -> vips.put(entry.vip(), entry.link()));
        return vips;
    }
}
