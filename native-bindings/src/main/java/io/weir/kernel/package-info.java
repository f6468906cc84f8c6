/**
 * Everything that touches the kernel. {@code sys} holds system calls and descriptors, {@code netlink} the interfaces
 * and addresses of the host, {@code packet} raw Ethernet sockets.
 */
@org.jspecify.annotations.NullMarked
package io.weir.kernel;
