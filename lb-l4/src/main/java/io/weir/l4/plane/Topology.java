package io.weir.l4.plane;

import io.weir.arp.vip.HostInterface;
import io.weir.arp.vip.HostInterfaces;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This host's interfaces at one moment, and the way to destinations that are on none of their subnets.
 *
 * @param interfaces all of them
 * @param mtus by the index of the interface
 * @param running indexes of the interfaces that can carry packets
 * @param routes to where no subnet leads
 */
public record Topology(List<HostInterface> interfaces, Mtus mtus, Set<Integer> running, Routes routes) {
    /** Largest IP packet of an interface, in bytes. */
    @FunctionalInterface
    public interface Mtus {
        int of(HostInterface one);
    }

    /** The kernel's routing table. */
    @FunctionalInterface
    public interface Routes {
        /** Empty when there is no route, or only one to this host itself. */
        Optional<Hop> to(IpAddress destination);
    }

    /**
     * The next station on the way.
     *
     * @param interfaceIndex where it is
     * @param address whom to send to
     */
    public record Hop(int interfaceIndex, IpAddress address) {}

    @Nullable HostInterface named(String name) {
        return new HostInterfaces(interfaces).named(name);
    }

    @Nullable HostInterface withIndex(int index) {
        return new HostInterfaces(interfaces).withIndex(index);
    }

    /** The interface with the narrowest subnet that holds the address; never loopback, which carries no frames. */
    @Nullable HostInterface holding(IpAddress address) {
        return new HostInterfaces(
                        interfaces.stream().filter(one -> !one.loopback()).toList())
                .holding(address);
    }

    /** The interface of whose subnet this is the broadcast address, or null. */
    @Nullable HostInterface broadcasting(IpAddress address) {
        return new HostInterfaces(interfaces).broadcasting(address);
    }

    /** Whether some interface has this very address. */
    boolean has(IpAddress address) {
        return interfaces.stream()
                .flatMap(one -> one.addresses().stream())
                .anyMatch(own -> own.cidr().address().equals(address));
    }

    /**
     * Our address on an interface that reaches a destination there: the one whose subnet holds it, else the first of
     * the family that is no VIP of ours; one that does not last only where there is no other. Null if there is none.
     */
    static @Nullable IpAddress ours(HostInterface one, boolean v6, @Nullable IpAddress towards) {
        IpAddress lasting = ours(one, v6, towards, true);
        return lasting != null ? lasting : ours(one, v6, towards, false);
    }

    private static @Nullable IpAddress ours(
            HostInterface one, boolean v6, @Nullable IpAddress towards, boolean lasting) {
        IpAddress first = null;
        for (HostInterface.Address own : one.addresses()) {
            IpAddress address = own.cidr().address();
            if (address.v6() != v6 || own.marked() || own.lasting() != lasting || address.isLinkLocal()) {
                continue;
            }
            if (towards != null && own.cidr().contains(towards)) {
                return address;
            }
            first = first == null ? address : first;
        }
        return first;
    }

    /** Every address of this host. */
    List<IpAddress> addresses() {
        return interfaces.stream()
                .flatMap(one -> one.addresses().stream())
                .map(own -> own.cidr().address())
                .distinct()
                .toList();
    }

    /** Where an address is. */
    Whereabouts whereabouts(IpAddress address) {
        HostInterface direct = holding(address);
        boolean own = has(address);
        if (direct != null) {
            Cidr subnet = direct.addresses().stream()
                    .map(HostInterface.Address::cidr)
                    .filter(cidr -> cidr.prefix() < address.bits() && cidr.contains(address))
                    .max(Comparator.comparingInt(Cidr::prefix))
                    .map(cidr -> new Cidr(cidr.address().masked(cidr.prefix()), cidr.prefix()))
                    .orElse(null);
            return new Whereabouts(own, direct.name(), direct.index(), subnet);
        }
        HostInterface way = own
                ? null
                : routes.to(address).map(hop -> withIndex(hop.interfaceIndex())).orElse(null);
        return way == null
                ? new Whereabouts(own, null, 0, null)
                : new Whereabouts(false, way.name(), way.index(), null);
    }

    /** {@code eth0 (192.0.2.10/24), eth1 (no address, down)}. */
    String describe() {
        return new HostInterfaces(interfaces).describe();
    }
}
