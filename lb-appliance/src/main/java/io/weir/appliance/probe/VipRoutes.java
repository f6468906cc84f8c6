package io.weir.appliance.probe;

import io.weir.core.net.IpAddress;
import io.weir.kernel.netlink.NextHop;
import io.weir.kernel.netlink.PolicyRouting;
import io.weir.kernel.netlink.Route;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.netlink.RoutePath;
import io.weir.kernel.netlink.RoutingRule;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ways to VIPs at chosen servers: for each server a mark, a rule that looks marked packets up in a table of its own, and
 * in that for each VIP a route by way of the server. As {@code ip rule add pref 11 fwmark 0x1000/0xfff000 lookup 22401}
 * and {@code ip route add VIP via SERVER dev IF onlink table 22401}. The kernel keeps them when the process ends: they
 * are removed at the end, and what a killed process left at the next start. For any thread.
 */
final class VipRoutes implements AutoCloseable {
    static final int PRIORITY = 11;
    static final int MASK = 0x00FF_F000;
    private static final int SHIFT = 12;
    /** Servers have the numbers 1 to this one. */
    static final int MOST_SERVERS = MASK >>> SHIFT;

    static final int TABLES = 22_400;
    private static final int UNICAST = 1;
    private static final System.Logger LOG = System.getLogger("io.weir.checks");

    // All below by this object's monitor.
    private final Map<IpAddress, Way> ways = new HashMap<>();
    private final BitSet numbers = new BitSet();
    private Set<Pair> wanted = Set.of();

    /**
     * One server.
     *
     * @param routes by VIP, as the table has them
     * @param doubted VIPs whose routes somebody may have removed
     */
    private record Way(int number, Map<IpAddress, Route> routes, Set<IpAddress> doubted) {}

    /**
     * One way to a VIP.
     *
     * @param vip the destination
     * @param server by way of whom
     */
    record Pair(IpAddress vip, IpAddress server) {}

    /** Removes what a run before has left. Needs no privilege where nothing is left. */
    VipRoutes() {
        try (PolicyRouting routing = PolicyRouting.open();
                RouteNetlink host = RouteNetlink.open()) {
            List<RoutingRule> left = routing.rules().stream()
                    .filter(rule -> isOurs(rule.table()) && rule.mask() == MASK)
                    .toList();
            // A way's rule is there as long as its routes are; a host's whole table may be large.
            if (!left.isEmpty()) {
                for (Route route : host.routes()) {
                    if (isOurs(route.table())) {
                        routing.deleteRoute(route);
                    }
                }
            }
            for (RoutingRule rule : left) {
                routing.deleteRule(rule);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "rules of routing of a run before could not be removed: " + e.getMessage());
        }
    }

    private static boolean isOurs(int table) {
        return table > TABLES && table <= TABLES + MOST_SERVERS;
    }

    /**
     * The mark by which packets to the VIP go to the server; makes the way if there is none, or if the server is reached
     * otherwise than before.
     *
     * @throws IOException with words for the operator
     */
    synchronized int mark(IpAddress vip, IpAddress server) throws IOException {
        if (!wanted.contains(new Pair(vip, server))) {
            // A check that is about to be stopped must not make the way again that was just removed.
            throw new IOException("the configuration has no check through this VIP at this server any more");
        }
        try (PolicyRouting routing = PolicyRouting.open();
                RouteNetlink host = RouteNetlink.open()) {
            RoutePath path = host.route(server.toInetAddress())
                    .orElseThrow(() -> new IOException("there is no route to the server"));
            if (path.local()) {
                throw new IOException("the server's address is one of this machine");
            }
            if (path.gateway().isPresent()) {
                throw new IOException("the server is behind the router "
                        + path.gateway().get().getHostAddress()
                        + ", and l4-dr needs it in a subnet of this machine");
            }
            Way way = ways.get(server);
            if (way == null) {
                way = add(routing, server);
            } else if (restored(routing, rule(way.number(), server.v6()))) {
                way.doubted().addAll(way.routes().keySet());
            }
            Route route = route(vip, server, way.number(), path);
            if (way.doubted().remove(vip) || !route.equals(way.routes().get(vip))) {
                routing.replaceRoute(route);
                way.routes().put(vip, route);
            }
            return way.number() << SHIFT;
        }
    }

    /**
     * Adds a rule that somebody has removed, as daemons of the network do that hold all rules for theirs; whoever did
     * that may have removed routes too. Without the rule the check would go anywhere.
     */
    private static boolean restored(PolicyRouting routing, RoutingRule rule) throws IOException {
        try {
            routing.addRule(rule);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "somebody removed the rule of routing " + rule.text() + "; it is back");
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** Has the next check of this server make its way anew: somebody may have removed it. */
    synchronized void doubt(IpAddress vip, IpAddress server) {
        Way way = ways.get(server);
        if (way != null) {
            way.doubted().add(vip);
        }
    }

    private Way add(PolicyRouting routing, IpAddress server) throws IOException {
        int number = numbers.nextClearBit(1);
        if (number > MOST_SERVERS) {
            throw new IOException("more than " + MOST_SERVERS + " servers are checked through VIPs");
        }
        routing.addRule(rule(number, server.v6()));
        numbers.set(number);
        Way way = new Way(number, new HashMap<>(), new HashSet<>());
        ways.put(server, way);
        return way;
    }

    private static RoutingRule rule(int number, boolean v6) {
        return new RoutingRule(v6, PRIORITY, number << SHIFT, MASK, TABLES + number);
    }

    private static Route route(IpAddress vip, IpAddress server, int number, RoutePath path) {
        Optional<InetAddress> gateway = Optional.of(server.toInetAddress());
        return new Route(
                vip.toInetAddress(),
                vip.v6() ? 128 : 32,
                TABLES + number,
                UNICAST,
                0,
                path.source(),
                List.of(new NextHop(path.interfaceIndex(), gateway)));
    }

    /** Removes every way but these, which alone may be made from now on. */
    synchronized void keep(Set<Pair> these) {
        wanted = Set.copyOf(these);
        boolean idle = ways.entrySet().stream()
                .allMatch(way -> way.getValue().routes().keySet().stream()
                        .allMatch(vip -> wanted.contains(new Pair(vip, way.getKey()))));
        if (idle && wanted.stream().map(Pair::server).toList().containsAll(ways.keySet())) {
            return;
        }
        try (PolicyRouting routing = PolicyRouting.open()) {
            for (IpAddress server : Set.copyOf(ways.keySet())) {
                prune(routing, server);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "rules of routing could not be removed: " + e.getMessage());
        }
    }

    private void prune(PolicyRouting routing, IpAddress server) throws IOException {
        Way way = ways.get(server);
        if (way == null) {
            return;
        }
        for (Map.Entry<IpAddress, Route> route : Map.copyOf(way.routes()).entrySet()) {
            if (!wanted.contains(new Pair(route.getKey(), server))) {
                routing.deleteRoute(route.getValue());
                way.routes().remove(route.getKey());
            }
        }
        if (wanted.stream().noneMatch(pair -> pair.server().equals(server))) {
            routing.deleteRule(rule(way.number(), server.v6()));
            numbers.clear(way.number());
            ways.remove(server);
        }
    }

    @Override
    public void close() {
        keep(Set.of());
    }
}
