package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host at one moment, seen by who put which address there. */
final class HostView {
    private final HostInterfaces interfaces;
    private final Map<Place, Cidr> ours = new LinkedHashMap<>();

    /**
     * Sorts the addresses.
     *
     * @param remembered what this process has put there: kernels before 5.18 do not keep the mark
     */
    HostView(List<HostInterface> interfaces, Set<Place> remembered) {
        this.interfaces = new HostInterfaces(interfaces);
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
        return interfaces.all().stream()
                .anyMatch(one -> one.has(address) && !ours.containsKey(new Place(address, one.index())));
    }

    /** Where Weir has put the address; null if nowhere. */
    @Nullable Place ourPlaceOf(IpAddress address) {
        return ours.keySet().stream()
                .filter(place -> place.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** All of them, to find one. */
    HostInterfaces interfaces() {
        return interfaces;
    }
}
