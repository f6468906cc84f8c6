package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host at one moment, seen by who put which address there. */
final class HostView {
    private static final int INTERFACES_IN_MESSAGE = 12;
    private static final int ADDRESSES_IN_MESSAGE = 4;

    private final List<HostInterface> interfaces;
    private final Map<Place, Cidr> ours = new LinkedHashMap<>();

    /**
     * Sorts the addresses.
     *
     * @param remembered what this process has put there: kernels before 5.18 do not keep the mark
     */
    HostView(List<HostInterface> interfaces, Set<Place> remembered) {
        this.interfaces = interfaces;
        for (HostInterface one : interfaces) {
            for (HostInterface.Address address : one.addresses()) {
                Place place = new Place(address.cidr().address(), one.index());
                if (address.marked() || remembered.contains(place)) {
                    ours.put(place, address.cidr());
                }
            }
        }
    }

    /** What Weir has put there, with the prefix it has. */
    Map<Place, Cidr> ours() {
        return ours;
    }

    /** Whether someone else has put the address on some interface. */
    boolean hasForeign(IpAddress address) {
        return interfaces.stream()
                .anyMatch(one -> one.has(address) && !ours.containsKey(new Place(address, one.index())));
    }

    /** Where Weir has put the address; null if nowhere. */
    @Nullable Place ourPlaceOf(IpAddress address) {
        return ours.keySet().stream()
                .filter(place -> place.address().equals(address))
                .findFirst()
                .orElse(null);
    }

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
        for (HostInterface one : interfaces) {
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

    /** {@code eth0 (192.0.2.10/24), eth1 (no address, down)}, cut where it would fill a screen. */
    String describe() {
        List<String> texts = new ArrayList<>();
        for (HostInterface one : interfaces) {
            if (!one.loopback() && texts.size() < INTERFACES_IN_MESSAGE) {
                texts.add(describe(one));
            }
        }
        long all = interfaces.stream().filter(one -> !one.loopback()).count();
        if (all > texts.size()) {
            texts.add("and " + (all - texts.size()) + " more");
        }
        return texts.isEmpty() ? "none but loopback" : String.join(", ", texts);
    }

    private static String describe(HostInterface one) {
        List<String> subnets = one.addresses().stream()
                .filter(address -> !address.marked())
                .map(address -> address.cidr().toString())
                .toList();
        String shown = String.join(" ", subnets.subList(0, Math.min(subnets.size(), ADDRESSES_IN_MESSAGE)));
        String more = subnets.size() > ADDRESSES_IN_MESSAGE ? " …" : "";
        return one.name() + " (" + (subnets.isEmpty() ? "no address" : shown + more) + (one.up() ? ")" : ", down)");
    }
}
