package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.vip.HostInterface;
import io.weir.arp.vip.HostInterfaces;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.core.service.Fallback;
import io.weir.core.service.Mode;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import io.weir.l4.plane.Plan.Way;
import io.weir.l4.view.ViewLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which interfaces a configuration needs at layer 4, and what leads where. Touches nothing; collects every
 * problem instead of stopping at the first.
 */
final class Planner {
    private final Plan before;
    private final Topology host;
    private final Configuration configuration;
    private final Links numbers;
    private final List<String> problems = new ArrayList<>();
    private boolean interfacesTold;
    private final Set<Integer> allowed = new LinkedHashSet<>();
    private final Map<IpAddress, Integer> vips = new LinkedHashMap<>();
    private final Map<IpAddress, Way> servers = new HashMap<>();
    private final Map<IpAddress, Integer> snatAddresses = new LinkedHashMap<>();

    Planner(Topology host, Configuration configuration, Links numbers) {
        this(host, configuration, numbers, Plan.empty());
    }

    /** What cannot be had any more, as of an interface that is down, remains as in {@code before}. */
    Planner(Topology host, Configuration configuration, Links numbers, Plan before) {
        this.before = before;
        this.host = host;
        this.configuration = configuration;
        this.numbers = numbers;
    }

    /** The enabled services of layer 4. */
    static List<VirtualService> services(Configuration configuration) {
        return configuration.virtualServices().stream()
                .filter(service -> service.enabled() && !service.mode().isLayer7())
                .toList();
    }

    /**
     * What is needed; complete only when there are no {@link #problems}, or when all of it was in the plan before.
     * Throws IllegalArgumentException when there are more links than can be numbered.
     */
    Plan plan() {
        for (String name : configuration.l4().interfaces()) {
            HostInterface one = usable(host.named(name), "l4.interfaces: \"" + name + "\"", name);
            if (one != null) {
                allowed.add(one.index());
            }
        }
        List<VirtualService> services = services(configuration);
        for (VirtualService service : services) {
            orAsBefore(service.address(), vips, before.vips(), () -> vip(service));
        }
        for (VirtualService service : services) {
            for (RealServer server : service.realServers()) {
                orAsBefore(server.address(), servers, before.servers(), () -> server(service, server));
            }
            Fallback fallback = service.fallback();
            if (fallback != null) {
                orAsBefore(fallback.address(), servers, before.servers(), () -> fallback(service, fallback));
            }
        }
        for (IpAddress address : configuration.l4().snatAddresses()) {
            orAsBefore(address, snatAddresses, before.snatAddresses(), () -> snatAddress(address));
        }
        List<ViewLink> links = links();
        return new Plan(
                links,
                numbers(links, index -> isUp(host.withIndex(index))),
                numbers(links, host.running()::contains),
                vips,
                servers,
                snatAddresses,
                host.addresses());
    }

    private <V> void orAsBefore(
            IpAddress address, Map<IpAddress, V> planned, Map<IpAddress, V> plannedBefore, Runnable planning) {
        int known = problems.size();
        planning.run();
        V last = plannedBefore.get(address);
        if (problems.size() > known && last != null) {
            planned.putIfAbsent(address, last);
        }
    }

    /** Why the configuration cannot work on this host. */
    List<String> problems() {
        return problems;
    }

    private void vip(VirtualService service) {
        String who = "service \"" + service.name() + "\"";
        IpAddress address = service.address();
        String name = service.interfaceName();
        HostInterface one = name == null ? host.holding(address) : host.named(name);
        if (one == null && name == null) {
            problems.add(who + ": no interface has a subnet that holds the address " + address
                    + "; use an address of one of the subnets here, or say with \"interface:\" which interface"
                    + " carries it" + interfaces());
            return;
        }
        HostInterface usable = usable(one, who, String.valueOf(name));
        if (usable == null || !isAllowed(usable, who + ": the address " + address)) {
            return;
        }
        if (host.has(address) && !isOurs(address)) {
            problems.add(who + ": the address " + address + " is one of this host's own, and layer 4 hides it from"
                    + " the host; remove it from the interface (ip addr del " + address + " ...) or use another");
            return;
        }
        HostInterface elsewhere = name == null ? null : host.holding(address);
        if (elsewhere != null && !HostInterfaces.holds(usable, address)) {
            problems.add(who + ": the address " + address + " is in the subnet of " + elsewhere.name()
                    + ", not in one of "
                    + name + ", which \"interface:\" names, so its clients would get no answer; write interface: "
                    + elsewhere.name() + ", or leave the key out");
            return;
        }
        HostInterface broadcasting = host.broadcasting(address);
        if (broadcasting != null) {
            problems.add(who + ": " + HostInterfaces.broadcastProblem(address, broadcasting));
            return;
        }
        vips.put(address, numbers.number(usable.index()));
    }

    /** Whether it is on an interface because layer 7 has put it there, and will take it away. */
    private boolean isOurs(IpAddress address) {
        return host.interfaces().stream()
                .flatMap(one -> one.addresses().stream())
                .filter(own -> own.cidr().address().equals(address))
                .allMatch(HostInterface.Address::marked);
    }

    private void server(VirtualService service, RealServer server) {
        String who = "service \"" + service.name() + "\", server \"" + server.name() + "\"";
        way(service, server.address(), who, service.mode() == Mode.L4_DR);
    }

    private void fallback(VirtualService service, Fallback fallback) {
        way(service, fallback.address(), "service \"" + service.name() + "\", fallback", false);
    }

    private void way(VirtualService service, IpAddress address, String who, boolean onLink) {
        if (host.has(address)) {
            problems.add(who + ": " + address + " is this host; layer 4 reaches other hosts only, use mode l7-snat");
            return;
        }
        HostInterface direct = host.holding(address);
        if (onLink && direct == null) {
            problems.add(
                    who + ": " + address + " is on none of this host's subnets; in mode l4-dr a server is reached by"
                            + " its Ethernet address, so it must be on one" + interfaces());
            return;
        }
        Way way = direct != null ? on(direct, address, address, who) : routed(address, who);
        if (way == null) {
            return;
        }
        if (service.mode() == Mode.L4_SNAT && way.source() == null && !hasSnatAddress(address.v6())) {
            HostInterface one = host.withIndex(way.station().interfaceIndex());
            problems.add(who + ": this host has no " + (address.v6() ? "IPv6" : "IPv4") + " address on "
                    + (one == null ? "that interface" : one.name())
                    + " to reach it from; give the interface one, or name some in l4.snat-addresses");
            return;
        }
        servers.put(address, way);
    }

    private boolean hasSnatAddress(boolean v6) {
        return configuration.l4().snatAddresses().stream().anyMatch(one -> one.v6() == v6);
    }

    private @Nullable Way routed(IpAddress address, String who) {
        Optional<Topology.Hop> hop = host.routes().to(address);
        if (hop.isEmpty()) {
            problems.add(who + ": there is no route to " + address + "; add one, or an interface in its subnet"
                    + interfaces());
            return null;
        }
        HostInterface one = host.withIndex(hop.get().interfaceIndex());
        return one == null ? null : on(one, hop.get().address(), address, who);
    }

    private @Nullable Way on(HostInterface one, IpAddress station, IpAddress destination, String who) {
        HostInterface usable = usable(one, who, one.name());
        if (usable == null || !isAllowed(usable, who + ": " + destination)) {
            return null;
        }
        return new Way(
                numbers.number(usable.index()),
                new NeighborKey(usable.index(), station),
                Topology.ours(usable, destination.v6(), station));
    }

    /** The interfaces there are, with the first problem that they explain. */
    private String interfaces() {
        if (interfacesTold) {
            return "";
        }
        interfacesTold = true;
        return ". Interfaces: " + host.describe();
    }

    private void snatAddress(IpAddress address) {
        if (host.has(address)) {
            return;
        }
        HostInterface one = host.holding(address);
        String who = "l4.snat-addresses: " + address;
        if (one == null) {
            problems.add(
                    who + " is on none of this host's subnets, so servers would not find the way back" + interfaces());
        } else if (usable(one, who, one.name()) != null && isAllowed(one, who)) {
            snatAddresses.put(address, numbers.number(one.index()));
        }
    }

    private @Nullable HostInterface usable(@Nullable HostInterface one, String who, String name) {
        if (one == null) {
            problems.add(who + ": there is no interface \"" + name + "\"" + interfaces());
            return null;
        }
        if (one.mac() == null) {
            problems.add(who + ": interface " + one.name() + " has no Ethernet addresses, which layer 4 needs;"
                    + " use another, or mode l7-snat");
            return null;
        }
        if (!one.up()) {
            problems.add(who + ": interface " + one.name() + " is down; bring it up (ip link set " + one.name()
                    + " up) or use another" + interfaces());
            return null;
        }
        return one;
    }

    private boolean isAllowed(HostInterface one, String what) {
        if (configuration.l4().interfaces().isEmpty() || allowed.contains(one.index())) {
            return true;
        }
        problems.add(what + " is on interface " + one.name() + ", which l4.interfaces does not name; add it there");
        return false;
    }

    private static boolean isUp(@Nullable HostInterface one) {
        return one != null && one.up();
    }

    /** Of the links that are there and whose interface is as asked for. */
    private static Set<Integer> numbers(List<ViewLink> links, IntPredicate asked) {
        return links.stream()
                .filter(link -> !link.isGone() && asked.test(link.interfaceIndex()))
                .map(ViewLink::number)
                .collect(Collectors.toSet());
    }

    private List<ViewLink> links() {
        allowed.forEach(numbers::number);
        List<ViewLink> links = new ArrayList<>();
        for (int index : numbers.indexes()) {
            HostInterface one = host.withIndex(index);
            int number = links.size();
            links.add(
                    one == null || one.mac() == null
                            ? ViewLink.gone(number, index)
                            : new ViewLink(
                                    number,
                                    index,
                                    one.name(),
                                    one.mac().bits(),
                                    host.mtus().of(one),
                                    Topology.ours(one, false, null),
                                    Topology.ours(one, true, null)));
        }
        return links;
    }
}
