/**
 * Packets as bytes: header views, one parser, checksum-safe rewriting, a builder and the answers we make ourselves.
 *
 * <p>Everything works in place on native memory and allocates nothing. Offsets count from the first byte of the
 * Ethernet frame; numbers are in host order once read and in network order on the wire. Addresses are two 64-bit words
 * as in {@link io.weir.core.net.IpAddress}: IPv4 is the zero-extended low word. No class here is safe for use by two
 * threads at a time.
 */
@org.jspecify.annotations.NullMarked
package io.weir.core.wire;
