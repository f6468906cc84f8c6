/** Addresses on the link: ours, that neighbours must find, and those of neighbours, that we must. */
@org.jspecify.annotations.NullMarked
package io.weir.arp;
