/** Keeps the Ethernet addresses of servers and gateways fresh for the packet path. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.neighbor;
