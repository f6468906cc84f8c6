package io.weir.arp.neighbor;

import io.weir.core.net.IpAddress;

/**
 * A station of a link: a server, or the gateway towards one.
 *
 * @param interfaceIndex the interface that leads to it, at least 1
 * @param address its address there
 */
public record NeighborKey(int interfaceIndex, IpAddress address) {
    /** Refuses addresses that no single station has. */
    public NeighborKey {
        if (interfaceIndex < 1 || address.isUnspecified() || address.isMulticast() || address.isLoopback()) {
            throw new IllegalArgumentException("no neighbour: " + address + " on interface " + interfaceIndex);
        }
    }

    @Override
    public String toString() {
        return address + " on interface " + interfaceIndex;
    }
}
