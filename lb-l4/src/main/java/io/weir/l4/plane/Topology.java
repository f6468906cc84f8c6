package io.weir.l4.plane;

import io.weir.arp.vip.HostInterface;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This host's interfaces at one moment, and the way to destinations that are on none of their subnets.
 *
 * @param interfaces all of them
 * @param mtus by the index of the interface
 * @param routes to where no subnet leads
 */
public record Topology(List<HostInterface> interfaces, Mtus mtus, Routes routes) {
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
        return interfaces.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Nullable HostInterface withIndex(int index) {
        return interfaces.stream()
                .filter(one -> one.index() == index)
                .findFirst()
                .orElse(null);
    }

    /** The interface with the narrowest subnet that holds the address, one that is up before one that is not. */
    @Nullable HostInterface holding(IpAddress address) {
        HostInterface best = null;
        int longest = -1;
        for (HostInterface one : interfaces) {
            int prefix = subnet(one, address);
            boolean better = prefix >= 0
                    && (best == null || (one.up() && !best.up()) || (one.up() == best.up() && prefix > longest));
            if (better) {
                best = one;
                longest = prefix;
            }
        }
        return best;
    }

    private static int subnet(HostInterface one, IpAddress address) {
        if (one.loopback()) {
            return -1;
        }
        return one.addresses().stream()
                .map(HostInterface.Address::cidr)
                .filter(cidr -> cidr.prefix() < address.bits() && cidr.contains(address))
                .mapToInt(cidr -> cidr.prefix())
                .max()
                .orElse(-1);
    }

    /** Whether some interface has this very address. */
    boolean has(IpAddress address) {
        return interfaces.stream()
                .flatMap(one -> one.addresses().stream())
                .anyMatch(own -> own.cidr().address().equals(address));
    }

    /**
     * Our address on an interface that reaches a destination there: the one whose subnet holds it, else the first of
     * the family that is no VIP of ours; null if there is none.
     */
    static @Nullable IpAddress ours(HostInterface one, boolean v6, @Nullable IpAddress towards) {
        IpAddress first = null;
        for (HostInterface.Address own : one.addresses()) {
            IpAddress address = own.cidr().address();
            if (address.v6() != v6 || own.marked() || isLinkLocal(address)) {
                continue;
            }
            if (towards != null && own.cidr().contains(towards)) {
                return address;
            }
            first = first == null ? address : first;
        }
        return first;
    }

    private static boolean isLinkLocal(IpAddress address) {
        return address.v6() && (address.high() >>> 54) == (0xfe80L >>> 6);
    }

    /** Every address of this host. */
    List<IpAddress> addresses() {
        return interfaces.stream()
                .flatMap(one -> one.addresses().stream())
                .map(own -> own.cidr().address())
                .distinct()
                .toList();
    }

    /** {@code eth0 (192.0.2.10/24), eth1 (no address, down)}. */
    String describe() {
        return interfaces.stream()
                .filter(one -> !one.loopback())
                .limit(12)
                .map(Topology::describe)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), text -> text.isEmpty() ? "none but loopback" : text));
    }

    private static String describe(HostInterface one) {
        String subnets = one.addresses().stream()
                .filter(own -> !own.marked())
                .limit(4)
                .map(own -> own.cidr().toString())
                .collect(Collectors.joining(" "));
        return one.name() + " (" + (subnets.isEmpty() ? "no address" : subnets) + (one.up() ? ")" : ", down)");
    }

    /** Its Ethernet address; only for interfaces that have one. */
    static MacAddress mac(HostInterface one) {
        return Objects.requireNonNull(one.mac(), one.name());
    }
}
