package io.weir.kernel.netlink;

import java.net.InetAddress;
import java.util.Optional;

/**
 * How this host sends packets to one destination now.
 *
 * @param interfaceIndex index of the interface they leave by
 * @param gateway the router; empty when the destination itself is on the link
 * @param source the source address that the kernel would choose
 * @param local whether the destination is this host
 */
public record RoutePath(
        int interfaceIndex, Optional<InetAddress> gateway, Optional<InetAddress> source, boolean local) {}
