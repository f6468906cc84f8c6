package io.weir.appliance.main;

import io.weir.arp.vip.VipAddresses;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Configuration;
import io.weir.l7.log.ConnectionLog;
import io.weir.l7.tcp.TcpProxy;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything that carries traffic, in the order in which it is staged: addresses before what binds to them.
 *
 * @param addresses the VIPs on this host's interfaces
 * @param proxy layer 7
 */
record Planes(VipAddresses addresses, TcpProxy proxy) implements AutoCloseable {
    static Planes of(Configuration.L7 settings, Supplier<Snapshot> current) throws ApplyException {
        TcpProxy proxy = new TcpProxy(settings, current, ConnectionLog.NONE);
        return new Planes(VipAddresses.ofThisHost(), proxy);
    }

    List<DataPlane> inOrder() {
        return List.of(addresses, proxy);
    }

    /** Listeners first: addresses are removed when nothing is bound to them any more. */
    @Override
    public void close() {
        proxy.close();
        addresses.close();
    }
}
