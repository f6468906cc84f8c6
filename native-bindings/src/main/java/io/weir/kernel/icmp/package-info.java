/** Echo requests of ICMP and ICMPv6, and what comes back. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.icmp;
