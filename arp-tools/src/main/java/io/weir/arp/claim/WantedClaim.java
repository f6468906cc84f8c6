package io.weir.arp.claim;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import java.util.Set;

/**
 * An address that is to be ours on one link.
 *
 * @param address the VIP
 * @param interfaceIndex index of the interface
 * @param mac the interface's Ethernet address, by which we will answer
 * @param servers the real servers of the DR services with this VIP on this link: they have the address too, and one
 *     that answers for it is misconfigured but no other owner
 * @param permitted further Ethernet addresses whose answers do not count, as of servers already resolved
 */
public record WantedClaim(
        IpAddress address, int interfaceIndex, MacAddress mac, List<Server> servers, Set<MacAddress> permitted) {
    /** Copies the collections; servers of the other family, which cannot answer, are no help and no harm. */
    public WantedClaim {
        servers = List.copyOf(servers);
        permitted = Set.copyOf(permitted);
    }

    /**
     * A real server.
     *
     * @param name as configured, for the warning
     * @param address its own address on the link
     */
    public record Server(String name, IpAddress address) {}
}
