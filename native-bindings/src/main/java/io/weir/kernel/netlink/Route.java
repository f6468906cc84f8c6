package io.weir.kernel.netlink;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a routing table.
 *
 * @param destination the network; all zero for the default route
 * @param prefix its length in bits; 0 for the default route
 * @param table {@code RT_TABLE_…}: 254 is the main table, 255 that of local addresses
 * @param type {@code RTN_…} of linux/rtnetlink.h: 1 is unicast, 2 an address of this host
 * @param metric the lower wins; unsigned 32 bits
 * @param source the source address that the kernel prefers, if the route names one
 * @param hops empty for a route that leads nowhere, several for a multipath route
 */
public record Route(
        InetAddress destination,
        int prefix,
        int table,
        int type,
        long metric,
        Optional<InetAddress> source,
        List<NextHop> hops) {
    /** Copies the list. */
    public Route {
        hops = List.copyOf(hops);
    }

    /** Whether packets to it are for this host. */
    public boolean local() {
        return type == Rtnetlink.RTN_LOCAL;
    }

    /** {@code 192.0.2.0/24}. */
    public String text() {
        return destination.getHostAddress() + "/" + prefix;
    }
}
