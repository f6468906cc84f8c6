package io.weir.arp.vip;

import io.weir.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces of this host, to find one among them.
 *
 * @param all in the kernel's order
 */
public record HostInterfaces(List<HostInterface> all) {
    private static final int INTERFACES_IN_MESSAGE = 12;
    private static final int ADDRESSES_IN_MESSAGE = 4;

    /** Copies the list. */
    public HostInterfaces {
        all = List.copyOf(all);
    }

    /** The one of this name, or null. */
    public @Nullable HostInterface named(String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    }

    /** The one with this index, or null. */
    public @Nullable HostInterface withIndex(int index) {
        return all.stream().filter(one -> one.index() == index).findFirst().orElse(null);
    }

    /** The interface with the narrowest subnet that holds the address, one that is up before one that is not. */
    public @Nullable HostInterface holding(IpAddress address) {
        HostInterface best = null;
        for (HostInterface one : all) {
            int prefix = one.longestSubnetPrefix(address);
            if (prefix < 0) {
                continue;
            }
            boolean better = best == null
                    || (one.up() && !best.up())
                    || (one.up() == best.up() && prefix > best.longestSubnetPrefix(address));
            if (better) {
                best = one;
            }
        }
        return best;
    }

    /** Whether the interface has a subnet that holds the address. */
    public static boolean holds(HostInterface one, IpAddress address) {
        return one.longestSubnetPrefix(address) >= 0;
    }

    /** The interface of whose subnet this is the broadcast address, or null. */
    public @Nullable HostInterface broadcasting(IpAddress address) {
        return all.stream().filter(one -> one.broadcasts(address)).findFirst().orElse(null);
    }

    /** What is wrong with such an address as a VIP. */
    public static String broadcastProblem(IpAddress address, HostInterface one) {
        return "the address " + address + " is the broadcast address of a subnet of " + one.name()
                + "; use another address of that subnet";
    }

    /** {@code eth0 (192.0.2.10/24), eth1 (no address, down)}, cut where it would fill a screen; no link-local ones. */
    public String describe() {
        List<String> texts = new ArrayList<>();
        for (HostInterface one : all) {
            if (!one.loopback() && texts.size() < INTERFACES_IN_MESSAGE) {
                texts.add(describe(one));
            }
        }
        long count = all.stream().filter(one -> !one.loopback()).count();
        if (count > texts.size()) {
            texts.add("and " + (count - texts.size()) + " more");
        }
        return texts.isEmpty() ? "none but loopback" : String.join(", ", texts);
    }

    private static String describe(HostInterface one) {
        List<String> subnets = one.addresses().stream()
                .filter(address ->
                        !address.marked() && !address.cidr().address().isLinkLocal())
                .map(address -> address.cidr().toString())
                .toList();
        String shown = String.join(" ", subnets.subList(0, Math.min(subnets.size(), ADDRESSES_IN_MESSAGE)));
        String more = subnets.size() > ADDRESSES_IN_MESSAGE ? " …" : "";
        return one.name() + " (" + (subnets.isEmpty() ? "no address" : shown + more) + (one.up() ? ")" : ", down)");
    }
}
