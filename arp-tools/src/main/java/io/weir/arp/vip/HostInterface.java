package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface of this host.
 *
 * @param index at least 1
 * @param name as in {@code ip link}
 * @param up whether it is administratively up
 * @param loopback whether it leads back to this host
 * @param mac its Ethernet address when neighbours are found by ARP and NDP on it; null otherwise
 * @param addresses in the kernel's order
 */
public record HostInterface(
        int index,
        String name,
        boolean up,
        boolean loopback,
        @Nullable MacAddress mac,
        List<Address> addresses) {
    /** A /31 has two stations and no broadcast address (RFC 3021). */
    private static final int SHORTEST_WITHOUT_BROADCAST = 31;

    /** Copies the list. */
    public HostInterface {
        addresses = List.copyOf(addresses);
    }

    /**
     * One of its addresses.
     *
     * @param cidr the address with its subnet
     * @param marked whether Weir put it there, in this process or in one before
     * @param lasting whether others may know us by it: not one that is still being checked, runs out, or is temporary
     */
    public record Address(Cidr cidr, boolean marked, boolean lasting) {
        /** One that others may know us by. */
        public Address(Cidr cidr, boolean marked) {
            this(cidr, marked, true);
        }
    }

    /** Whether it has this address, with any prefix. */
    boolean has(IpAddress address) {
        return addresses.stream().anyMatch(own -> own.cidr().address().equals(address));
    }

    /** The longest prefix among its subnets that hold the address; -1 if none does. */
    int longestSubnetPrefix(IpAddress address) {
        int longest = -1;
        for (Address own : addresses) {
            Cidr cidr = own.cidr();
            if (cidr.prefix() > longest && cidr.prefix() < address.bits() && cidr.contains(address)) {
                longest = cidr.prefix();
            }
        }
        return longest;
    }

    /** Whether it is the directed broadcast address of one of the subnets (RFC 919, 7). */
    boolean broadcasts(IpAddress address) {
        return !address.v6()
                && addresses.stream()
                        .map(Address::cidr)
                        .filter(cidr -> cidr.prefix() < SHORTEST_WITHOUT_BROADCAST && cidr.contains(address))
                        .anyMatch(cidr -> (address.low() | (-1L << (address.bits() - cidr.prefix()))) == -1L);
    }
}
