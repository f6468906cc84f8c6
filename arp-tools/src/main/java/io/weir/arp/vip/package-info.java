/** The addresses of virtual services on the interfaces of this host. */
@org.jspecify.annotations.NullMarked
package io.weir.arp.vip;
