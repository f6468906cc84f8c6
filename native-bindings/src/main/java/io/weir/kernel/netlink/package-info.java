/** Interfaces, addresses, routes and neighbours of the host over rtnetlink (RFC 3549), and their changes. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.netlink;
