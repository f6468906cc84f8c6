/** Asks the wire who answers for each VIP, and each server of direct return whether it takes the VIP's packets. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.check;
