/** Keeps from the kernel's own network stack what others on this host serve, by nf_tables at the ingress of links. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.nftables;
