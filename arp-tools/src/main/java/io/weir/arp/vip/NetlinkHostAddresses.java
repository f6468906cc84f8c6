package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.netlink.IfAddr;
import io.weir.kernel.netlink.IfLink;
import io.weir.kernel.netlink.InterfaceAddress;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks and changes the kernel, in the network namespace of the calling thread; a socket for each call. */
public final class NetlinkHostAddresses implements HostAddresses {
    /** Our {@code IFA_PROTO}, an ASCII W: neither the kernel (1..3) nor a routing daemon of rt_protos(5) uses it. */
    public static final int MARK = 'W';

    /** Needs no privilege until something changes. */
    public NetlinkHostAddresses() {}

    @Override
    public List<HostInterface> interfaces() throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            List<InterfaceAddress> addresses = netlink.addresses();
            List<HostInterface> interfaces = new ArrayList<>();
            for (Link link : netlink.links()) {
                List<HostInterface.Address> own = new ArrayList<>();
                for (InterfaceAddress address : addresses) {
                    if (address.interfaceIndex() == link.index()) {
                        Cidr cidr = new Cidr(IpAddress.of(address.address()), address.prefix());
                        own.add(new HostInterface.Address(
                                cidr, address.protocol() == MARK, isLasting(cidr.address(), address.flags())));
                    }
                }
                interfaces.add(
                        new HostInterface(link.index(), link.name(), link.up(), link.loopback(), mac(link), own));
            }
            return interfaces;
        }
    }

    private static boolean isLasting(IpAddress address, int flags) {
        int passing = IfAddr.IFA_F_TENTATIVE
                | IfAddr.IFA_F_DADFAILED
                | IfAddr.IFA_F_DEPRECATED
                | (address.v6() ? IfAddr.IFA_F_TEMPORARY : 0);
        return (flags & passing) == 0;
    }

    private static @Nullable MacAddress mac(Link link) {
        boolean resolves = (link.flags() & IfLink.IFF_NOARP) == 0;
        return resolves && link.mac().isPresent() ? new MacAddress(link.mac().getAsLong()) : null;
    }

    @Override
    public void add(int interfaceIndex, IpAddress address) throws IOException {
        // Deprecated: with 128 bits in common with itself it would win the choice of a source address by prefix
        // (RFC 6724, rule 8); rule 3 comes first and keeps it out. Binding and answering are not affected.
        int flags = address.v6() ? IfAddr.IFA_F_NODAD | IfAddr.IFA_F_DEPRECATED : 0;
        try (RouteNetlink netlink = RouteNetlink.open()) {
            netlink.addAddress(
                    new InterfaceAddress(interfaceIndex, address.toInetAddress(), address.bits(), flags, MARK));
        }
    }

    @Override
    public void remove(int interfaceIndex, Cidr address) throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            netlink.deleteAddress(
                    new InterfaceAddress(interfaceIndex, address.address().toInetAddress(), address.prefix(), 0, MARK));
        }
    }
}
