package io.weir.kernel.bpf.filter;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Rules as entries of the filter's maps.
 *
 * @param addresses every address that the rules name, with its {@link AddressFlags}
 * @param tuples every address with ports
 */
record FilterEntries(Map<InetAddress, Integer> addresses, Set<Tuple> tuples) {
    FilterEntries {
        addresses = Map.copyOf(addresses);
        tuples = Set.copyOf(tuples);
    }

    private record Endpoint(Tuple.Kind kind, TransportProtocol protocol, InetAddress address) {}

    static FilterEntries of(FilterRules rules) {
        Map<InetAddress, Integer> addresses = new HashMap<>();
        rules.hidden().forEach(address -> flag(addresses, address, AddressFlags.HIDDEN));
        rules.local().forEach(address -> flag(addresses, address, AddressFlags.LOCAL));
        // Ports of one endpoint are joined first, so that a longer prefix never hides in a shorter one.
        Map<Endpoint, PortSet> endpoints = new HashMap<>();
        for (FilterRules.Replies each : rules.replies()) {
            flag(addresses, each.source(), AddressFlags.SERVER);
            endpoints.merge(
                    new Endpoint(Tuple.Kind.REPLY, each.protocol(), each.source()), each.ports(), PortSet::union);
        }
        for (FilterRules.Translated each : rules.translated()) {
            flag(addresses, each.destination(), AddressFlags.TRANSLATED);
            for (TransportProtocol protocol : TransportProtocol.values()) {
                endpoints.merge(
                        new Endpoint(Tuple.Kind.TRANSLATED, protocol, each.destination()),
                        each.ports(),
                        PortSet::union);
            }
        }
        Set<Tuple> tuples = new HashSet<>();
        endpoints.forEach((endpoint, ports) -> PortPrefix.of(ports)
                .forEach(prefix ->
                        tuples.add(new Tuple(endpoint.kind(), endpoint.protocol(), endpoint.address(), prefix))));
        return new FilterEntries(addresses, tuples);
    }

    private static void flag(Map<InetAddress, Integer> addresses, InetAddress address, int flag) {
        addresses.merge(address, flag, (one, other) -> one | other);
    }

    /**
     * The steps to others, in their order. Whatever step is the last that was made, what both hide is hidden, and nothing
     * is that neither hides: what is hidden for one reason before and for another behind it needs the new reason to come
     * first, and an address is local for replies as long as it is to either.
     */
    List<Change> changesTo(FilterEntries next) {
        List<Change> changes = new ArrayList<>();
        Map<InetAddress, Integer> now = new HashMap<>(addresses);
        Set<InetAddress> all = new LinkedHashSet<>(addresses.keySet());
        all.addAll(next.addresses.keySet());
        int reasons = ~AddressFlags.LOCAL;
        flags(changes, now, all, address -> flags(address) | (next.flags(address) & reasons));
        tuples(changes, next, Tuple.Kind.TRANSLATED, true);
        flags(changes, now, all, address -> flags(address) | next.flags(address));
        tuples(changes, next, Tuple.Kind.REPLY, true);
        tuples(changes, next, Tuple.Kind.REPLY, false);
        flags(changes, now, all, address -> (flags(address) & reasons) | next.flags(address));
        tuples(changes, next, Tuple.Kind.TRANSLATED, false);
        flags(changes, now, all, next::flags);
        return changes;
    }

    private static void flags(
            List<Change> changes,
            Map<InetAddress, Integer> now,
            Set<InetAddress> all,
            ToIntFunction<InetAddress> wanted) {
        for (InetAddress address : all) {
            int before = now.getOrDefault(address, 0);
            int after = wanted.applyAsInt(address);
            if (before != after) {
                changes.add(new Change.OfAddress(address, before, after));
                now.put(address, after);
            }
        }
    }

    /** Those that come, or those that go. */
    private void tuples(List<Change> changes, FilterEntries next, Tuple.Kind kind, boolean coming) {
        Set<Tuple> there = coming ? tuples : next.tuples;
        for (Tuple tuple : coming ? next.tuples : tuples) {
            if (tuple.kind() == kind && !there.contains(tuple)) {
                changes.add(new Change.OfTuple(tuple, coming));
            }
        }
    }

    /** 0 for an address that the rules do not name. */
    int flags(InetAddress address) {
        return addresses.getOrDefault(address, 0);
    }
}
