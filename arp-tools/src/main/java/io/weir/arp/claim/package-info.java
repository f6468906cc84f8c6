/** Finds out whether an address is free before it is ours, and defends it afterwards. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.claim;
