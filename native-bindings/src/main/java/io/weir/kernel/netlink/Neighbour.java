package io.weir.kernel.netlink;

import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * An entry of the kernel's table of neighbours (ARP and NDP).
 *
 * @param interfaceIndex index of the interface, at least 1
 * @param address the neighbour's IP address
 * @param mac its Ethernet address, 48 bits in transmission order, zero-extended; empty while unknown
 * @param state what the kernel knows
 */
public record Neighbour(int interfaceIndex, InetAddress address, OptionalLong mac, NeighbourState state) {}
