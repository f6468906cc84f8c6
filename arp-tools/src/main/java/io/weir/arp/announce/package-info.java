/** Tells neighbours that an address is at our Ethernet address now, and hears their questions for it. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.announce;
