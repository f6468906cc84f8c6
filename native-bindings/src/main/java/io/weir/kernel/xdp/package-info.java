/** AF_XDP sockets: memory and rings shared with the kernel, one socket for each queue of an interface. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.xdp;
