/** Interfaces and addresses of the host over rtnetlink (RFC 3549). */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.netlink;
