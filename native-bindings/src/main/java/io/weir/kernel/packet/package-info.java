/** Ethernet frames in and out of one interface over AF_PACKET sockets. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.packet;
