/** Questions about addresses, what stations say of them, and the sockets both go through. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.wire;
