package io.weir.arp.neighbor;

import io.weir.arp.vip.HostInterface;
import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of this host at one moment, to ask from. */
final class LocalAddresses {
    private final Map<Integer, HostInterface> byIndex = new HashMap<>();

    LocalAddresses(List<HostInterface> interfaces) {
        interfaces.forEach(one -> byIndex.put(one.index(), one));
    }

    /** The Ethernet address of an interface; null where neighbours are not found by asking, or there is none. */
    @Nullable MacAddress mac(int interfaceIndex) {
        HostInterface found = byIndex.get(interfaceIndex);
        return found == null ? null : found.mac();
    }

    /**
     * The address to ask from: of the narrowest subnet with the target, else link-local for IPv6, else none, as a probe
     * does. Never an address of another subnet: servers with strict ARP would not answer it, and neighbours would learn
     * what they should not.
     */
    IpAddress source(NeighborKey key) {
        IpAddress target = key.address();
        IpAddress best = Questions.unspecified(target.v6());
        int longest = -1;
        HostInterface found = byIndex.get(key.interfaceIndex());
        if (found == null) {
            return best;
        }
        for (HostInterface.Address own : found.addresses()) {
            IpAddress address = own.cidr().address();
            int prefix = own.cidr().prefix();
            if (own.cidr().contains(target) && prefix > longest && prefix < address.bits()) {
                best = address;
                longest = prefix;
            } else if (longest < 0 && target.v6() && address.isLinkLocal()) {
                best = address;
            }
        }
        return best;
    }
}
