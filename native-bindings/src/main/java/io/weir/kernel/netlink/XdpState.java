package io.weir.kernel.netlink;

/**
 * The XDP programs of an interface, by the numbers that the kernel lists them by.
 *
 * @param nativeId the one in the driver; 0 for none
 * @param genericId the one in the network stack; 0 for none
 */
public record XdpState(int nativeId, int genericId) {}
