/** Tells neighbours that an address is at our Ethernet address now: gratuitous ARP and unsolicited advertisements. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.announce;
