package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the host must not see: of the configuration, of what it has dropped while flows use it, of flows that may be late. */
final class Hiding {
    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final Retired retired;
    /** Our flows have used them; their ports stay reserved, and late packets to them are not the host's. */
    private final Set<IpAddress> sharedSources = new HashSet<>();

    Hiding(Retired retired) {
        this.retired = retired;
    }

    /** Addresses of the host that flows of mode l4-snat have come from since the start. */
    Set<IpAddress> sharedSources() {
        return sharedSources;
    }

    /** Hides it from now on; before workers serve it. */
    void hide(Guard guard, Plan plan, List<VirtualService> services, Sources sources) {
        Set<IpAddress> addresses = plan.known();
        addresses.addAll(retired.addresses().keySet());
        services.forEach(service -> service.realServers().forEach(server -> {
            Plan.Way way = plan.servers().get(server.address());
            if (way != null) {
                sources.pool(way, service, server.address().v6());
            }
        }));
        sharedSources.addAll(sources.shared());
        Set<Guard.Reply> replies = new HashSet<>(Guard.replies(services));
        replies.addAll(retired.replies());
        try {
            guard.hide(
                    new Guard.Hidden(addresses, replies, sharedSources, guard.sourcePorts(), Set.copyOf(plan.local())));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the host's stack still sees traffic of layer 4: " + HostProblem.describe(e));
        }
    }
}
