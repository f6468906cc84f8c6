package io.weir.appliance.main;

import io.weir.appliance.probe.VipChecks;
import io.weir.arp.vip.VipAddresses;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Configuration;
import io.weir.l4.plane.L4Plane;
import io.weir.l4.plane.LinuxHost;
import io.weir.l7.Proxy;
import io.weir.l7.fallback.FallbackPageServer;
import io.weir.l7.http.forward.ServerReports;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything that carries traffic, in the order in which it is staged: addresses before what binds to them, the page
 * before those who fall back to it.
 *
 * @param addresses the VIPs on this host's interfaces
 * @param page the fallback page
 * @param transparent what the kernel needs for connections from clients' addresses
 * @param proxy layer 7
 * @param layer4 DR, NAT and SNAT
 * @param checks the ways of checks through VIPs
 * @param logs tell of connections that did not end in order, and of all that was served
 */
record Planes(
        VipAddresses addresses,
        FallbackPageServer page,
        TransparentPlane transparent,
        Proxy proxy,
        L4Plane layer4,
        VipChecks checks,
        Logs logs)
        implements AutoCloseable {
    static Planes of(Configuration.L7 settings, Supplier<Snapshot> current, ServerReports reports)
            throws ApplyException {
        Logs logs = Logs.start(settings.accessLogFile());
        try {
            Proxy proxy = new Proxy(settings, current, logs, reports);
            return new Planes(
                    VipAddresses.ofThisHost(),
                    new FallbackPageServer(proxy.eventLoops()),
                    new TransparentPlane(proxy.eventLoops().transport().kind()),
                    proxy,
                    new L4Plane(new LinuxHost()),
                    new VipChecks(),
                    logs);
        } catch (ApplyException e) {
            logs.close();
            throw e;
        }
    }

    List<DataPlane> inOrder() {
        return List.of(addresses, page, transparent, proxy, layer4, checks);
    }

    /** Addresses last: they are removed when nothing is bound to them any more. */
    @Override
    public void close() {
        checks.close();
        layer4.close();
        page.close();
        proxy.close();
        transparent.close();
        logs.close();
        addresses.close();
    }
}
