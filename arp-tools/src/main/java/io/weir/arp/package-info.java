/** Addresses that are ours on the link: telling neighbours where they are, and putting them on interfaces. */
@org.jspecify.annotations.NullMarked
package io.weir.arp;
