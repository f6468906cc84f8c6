/** Servers of direct return, right and wrong, as {@code weir arp check} sees them. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.acceptance.arp;
