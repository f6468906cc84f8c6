package io.weir.arp.vip;

import io.weir.core.net.IpAddress;

/**
 * An address on an interface.
 *
 * @param address the address
 * @param interfaceIndex index of the interface
 */
record Place(IpAddress address, int interfaceIndex) {}
