/** Layer 4 beside the kernel's NAT and plain forwarding. */
@org.jspecify.annotations.NullMarked
package io.weir.bench.l4;
