package io.weir.appliance.probe;

import io.weir.core.control.DataPlane;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.health.probe.Dialer;
import io.weir.core.health.probe.SocketDialer;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import java.util.HashSet;
import java.util.Set;

/** Checks through VIPs: how they connect, and the ways that they need on this host, in step with the snapshot. */
public final class VipChecks implements DataPlane, AutoCloseable {
    private final VipRoutes routes = new VipRoutes();
    private final Dialer dialer = new VipDialer(new SocketDialer(), routes);

    /** Connects the checks of all servers, through the VIP or not. */
    public Dialer dialer() {
        return dialer;
    }

    /** Nothing can be refused: what a check lacks it says in its reason. */
    @Override
    public Staged stage(Snapshot current, Snapshot next) {
        return new Staged() {
            @Override
            public void commit() {
                // The checks make their ways themselves.
            }

            @Override
            public void rollback() {
                // Nothing was made.
            }
        };
    }

    @Override
    public void adopt(Snapshot current, Snapshot next) {
        if (current.configurationVersion() != next.configurationVersion()
                || next.services().isEmpty()) {
            routes.keep(wanted(next));
        }
    }

    private static Set<VipRoutes.Pair> wanted(Snapshot snapshot) {
        Set<VipRoutes.Pair> wanted = new HashSet<>();
        for (ServiceSnapshot service : snapshot.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled()
                    && definition.mode() == Mode.L4_DR
                    && definition.healthCheck().throughVip()) {
                for (ServerSnapshot server : service.servers()) {
                    wanted.add(new VipRoutes.Pair(
                            definition.address(), server.definition().address()));
                }
            }
        }
        return wanted;
    }

    /** Removes all ways. After the checks have ended. */
    @Override
    public void close() {
        routes.close();
    }
}
