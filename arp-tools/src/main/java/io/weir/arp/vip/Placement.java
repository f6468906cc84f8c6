package io.weir.arp.vip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which address goes where, without touching anything. */
final class Placement {
    private final Map<WantedAddress, HostInterface> toAdd = new LinkedHashMap<>();
    private final Set<Place> kept = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    /** Decides for every address; see {@link VipAddresses} for the rules. */
    Placement(List<WantedAddress> wanted, HostView host) {
        for (WantedAddress one : wanted) {
            Place ours = host.ourPlaceOf(one.address());
            if (ours == null && host.hasForeign(one.address())) {
                continue;
            }
            if (ours != null && one.interfaceName() == null) {
                kept.add(ours);
                continue;
            }
            HostInterface target = target(one, host);
            if (target == null) {
                continue;
            }
            HostInterface broadcasting = host.interfaces().broadcasting(one.address());
            if (broadcasting != null) {
                problems.add(one.who() + ": " + HostInterfaces.broadcastProblem(one.address(), broadcasting));
                continue;
            }
            Place place = new Place(one.address(), target.index());
            if (host.ours().containsKey(place)) {
                kept.add(place);
            } else if (!target.up()) {
                problems.add(one.who() + ": interface " + target.name() + " is down, so its address " + one.address()
                        + " would not be reached; bring it up (ip link set " + target.name()
                        + " up) or name another with \"interface:\". Interfaces: "
                        + host.interfaces().describe());
            } else if (!target.has(one.address())) {
                toAdd.put(one, target);
            }
        }
    }

    private @Nullable HostInterface target(WantedAddress one, HostView host) {
        if (one.interfaceName() == null) {
            HostInterface holding = host.interfaces().holding(one.address());
            if (holding == null) {
                problems.add(one.who() + ": no interface has a subnet that holds the address " + one.address()
                        + "; use an address of one of the subnets here, or say with \"interface:\" which interface"
                        + " carries it. Interfaces: " + host.interfaces().describe());
            }
            return holding;
        }
        HostInterface named = host.interfaces().named(one.interfaceName());
        if (named == null) {
            problems.add(one.who() + ": there is no interface \"" + one.interfaceName() + "\" to carry the address "
                    + one.address() + ". Interfaces: " + host.interfaces().describe());
        }
        return named;
    }

    /** What must be added, and where. */
    Map<WantedAddress, HostInterface> toAdd() {
        return toAdd;
    }

    /** Ours already, and still needed where they are. */
    Set<Place> kept() {
        return kept;
    }

    /** Why some cannot be placed. */
    List<String> problems() {
        return problems;
    }
}
