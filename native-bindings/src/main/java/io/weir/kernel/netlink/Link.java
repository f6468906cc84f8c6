package io.weir.kernel.netlink;

import java.util.OptionalLong;

/**
 * A network interface.
 *
 * @param index at least 1
 * @param name as in {@code ip link}
 * @param type {@code ARPHRD_…}; 1 is Ethernet
 * @param mac an Ethernet interface's address, 48 bits in transmission order, zero-extended
 * @param flags {@code IFF_…}
 * @param mtu largest packet in bytes, without the Ethernet header
 * @param carrier whether something is at the other end of the cable
 */
public record Link(int index, String name, int type, OptionalLong mac, int flags, int mtu, boolean carrier) {
    /** Administratively up. */
    public boolean up() {
        return (flags & IfLink.IFF_UP) != 0;
    }

    /** Up and able to carry packets. */
    public boolean running() {
        return (flags & IfLink.IFF_RUNNING) != 0;
    }

    /** Whether it leads back to this host. */
    public boolean loopback() {
        return (flags & IfLink.IFF_LOOPBACK) != 0;
    }
}
