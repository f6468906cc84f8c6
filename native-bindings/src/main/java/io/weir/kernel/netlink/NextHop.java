package io.weir.kernel.netlink;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a route sends a packet.
 *
 * @param interfaceIndex index of the interface, at least 1
 * @param gateway the router, possibly of the other family; empty when the destination itself is on the link
 */
public record NextHop(int interfaceIndex, Optional<InetAddress> gateway) {}
