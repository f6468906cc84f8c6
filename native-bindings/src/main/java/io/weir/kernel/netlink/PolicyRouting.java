package io.weir.kernel.netlink;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routing rules by mark and the routes of tables of one's own, in the network namespace of the thread that opens it. The
 * kernel keeps them when the process ends: who adds them removes them, also those of a run before. Everything that is
 * added carries {@link #PROTOCOL}. Not for two threads at once. Changes need CAP_NET_ADMIN; a refusal by the kernel is an
 * {@link ErrnoException} with the kernel's own words, where it gives any.
 */
public final class PolicyRouting implements AutoCloseable {
    /** Who made a rule or route, as {@code ip} shows it behind {@code proto}: an ASCII W. */
    public static final int PROTOCOL = 'W';

    /** Index of {@code lo}, the same in every network namespace. */
    private static final int LOOPBACK_INDEX = 1;

    private static final int MAIN_TABLE = 254;
    private static final Set<Integer> NOT_THERE =
            Set.of(Errno.ENOENT, Errno.ESRCH, Errno.ENODEV, Errno.EAFNOSUPPORT, Errno.EOPNOTSUPP);

    private final NetlinkSocket socket;

    private PolicyRouting(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket; needs no privilege. */
    public static PolicyRouting open() throws ErrnoException {
        return new PolicyRouting(NetlinkSocket.open(Netlink.NETLINK_ROUTE));
    }

    /** The rules by mark of both families, in the kernel's order. Needs no privilege. */
    public List<RoutingRule> rules() throws IOException {
        ListReader<RoutingRule> reader = new ListReader<>(Rtnetlink.RTM_NEWRULE, RuleReader::parse);
        socket.request().begin(Rtnetlink.RTM_GETRULE, Netlink.NLM_F_DUMP, FibRuleHdr.SIZEOF);
        socket.dump("RTM_GETRULE", reader);
        return reader.entries();
    }

    /** Adds a rule. Fails with EEXIST when it is there, whoever made it. */
    public void addRule(RoutingRule rule) throws IOException {
        Request request = rule(Rtnetlink.RTM_NEWRULE, Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL, rule);
        request.attributeU8(FibRuleHdr.FRA_PROTOCOL, PROTOCOL);
        socket.acknowledge("RTM_NEWRULE " + rule.text());
    }

    /** Removes a rule. False when there is none like it. */
    public boolean deleteRule(RoutingRule rule) throws IOException {
        rule(Rtnetlink.RTM_DELRULE, 0, rule);
        return wasThere("RTM_DELRULE " + rule.text());
    }

    private Request rule(int type, int flags, RoutingRule rule) {
        Request request = socket.request();
        long body = request.begin(type, flags | Netlink.NLM_F_ACK, FibRuleHdr.SIZEOF);
        FibRuleHdr.family(request.segment(), body, rule.v6() ? LinuxSocket.AF_INET6 : LinuxSocket.AF_INET);
        FibRuleHdr.action(request.segment(), body, FibRuleHdr.FR_ACT_TO_TBL);
        request.attributeU32(FibRuleHdr.FRA_PRIORITY, rule.priority());
        request.attributeU32(FibRuleHdr.FRA_FWMARK, rule.mark());
        request.attributeU32(FibRuleHdr.FRA_FWMASK, rule.mask());
        request.attributeU32(FibRuleHdr.FRA_TABLE, rule.table());
        return request;
    }

    /**
     * Adds a route to the destination and prefix, in place of one that the table has for the same. With a gateway it is
     * one that is on the link whatever subnets the interface has ({@code onlink}).
     *
     * @param route of type unicast with one hop; for a table that is not the kernel's own
     */
    public void replaceRoute(Route route) throws IOException {
        if (route.local() || route.hops().size() != 1) {
            throw new IllegalArgumentException("not a route over one hop: " + route.text());
        }
        NextHop hop = route.hops().getFirst();
        boolean gateway = hop.gateway().isPresent();
        int flags = gateway ? Rtnetlink.RTNH_F_ONLINK : 0;
        Request request = begin(Rtnetlink.RTM_NEWROUTE, Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE, route, flags);
        request.attributeU32(Rtnetlink.RTA_OIF, hop.interfaceIndex());
        hop.gateway().ifPresent(address -> request.attribute(Rtnetlink.RTA_GATEWAY, address.getAddress()));
        route.source().ifPresent(address -> request.attribute(Rtnetlink.RTA_PREFSRC, address.getAddress()));
        socket.acknowledge("RTM_NEWROUTE " + describe(route));
    }

    /**
     * Has every packet that is looked up in a table delivered to this host, as by {@code ip route replace local default
     * dev lo table TABLE}.
     */
    public void replaceLocalDefault(boolean v6, int table) throws IOException {
        Route route = localDefault(v6, table);
        Request request = begin(Rtnetlink.RTM_NEWROUTE, Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE, route, 0);
        request.attributeU32(Rtnetlink.RTA_OIF, LOOPBACK_INDEX);
        socket.acknowledge("RTM_NEWROUTE local " + describe(route));
    }

    /** Removes what {@link #replaceLocalDefault} added. False when it is not there. */
    public boolean deleteLocalDefault(boolean v6, int table) throws IOException {
        return deleteRoute(localDefault(v6, table));
    }

    private static Route localDefault(boolean v6, int table) throws IOException {
        NextHop loopback = new NextHop(LOOPBACK_INDEX, Optional.empty());
        InetAddress all = InetAddress.getByAddress(new byte[v6 ? 16 : 4]);
        return new Route(all, 0, table, Rtnetlink.RTN_LOCAL, 0, Optional.empty(), List.of(loopback));
    }

    /** Removes a route, by destination, prefix, table, type, metric and first hop. False when there is none like it. */
    public boolean deleteRoute(Route route) throws IOException {
        Request request = begin(Rtnetlink.RTM_DELROUTE, 0, route, 0);
        if (!route.hops().isEmpty()) {
            NextHop hop = route.hops().getFirst();
            request.attributeU32(Rtnetlink.RTA_OIF, hop.interfaceIndex());
            hop.gateway().ifPresent(address -> request.attribute(Rtnetlink.RTA_GATEWAY, address.getAddress()));
        }
        return wasThere("RTM_DELROUTE " + describe(route));
    }

    private Request begin(int type, int flags, Route route, int routeFlags) {
        if (route.table() >= MAIN_TABLE - 1 && route.table() <= MAIN_TABLE + 1) {
            throw new IllegalArgumentException("table " + route.table() + " is the kernel's own");
        }
        boolean v4 = route.destination() instanceof Inet4Address;
        Request request = socket.request();
        long body = request.begin(type, flags | Netlink.NLM_F_ACK, Rtmsg.SIZEOF);
        MemorySegment segment = request.segment();
        Rtmsg.family(segment, body, v4 ? LinuxSocket.AF_INET : LinuxSocket.AF_INET6);
        Rtmsg.dstLen(segment, body, route.prefix());
        Rtmsg.protocol(segment, body, PROTOCOL);
        Rtmsg.scope(segment, body, scope(route));
        Rtmsg.type(segment, body, route.type());
        Rtmsg.flags(segment, body, routeFlags);
        if (route.prefix() > 0) {
            request.attribute(Rtnetlink.RTA_DST, route.destination().getAddress());
        }
        if (route.metric() > 0) {
            request.attributeU32(Rtnetlink.RTA_PRIORITY, (int) route.metric());
        }
        request.attributeU32(Rtnetlink.RTA_TABLE, route.table());
        return request;
    }

    private static int scope(Route route) {
        if (route.local()) {
            return Rtnetlink.RT_SCOPE_HOST;
        }
        boolean behindGateway =
                !route.hops().isEmpty() && route.hops().getFirst().gateway().isPresent();
        return behindGateway ? Rtnetlink.RT_SCOPE_UNIVERSE : Rtnetlink.RT_SCOPE_LINK;
    }

    private boolean wasThere(String what) throws IOException {
        try {
            socket.acknowledge(what);
            return true;
        } catch (ErrnoException e) {
            if (NOT_THERE.contains(e.errno())) {
                return false;
            }
            throw e;
        }
    }

    private static String describe(Route route) {
        return route.text() + " in table " + route.table();
    }

    @Override
    public void close() {
        socket.close();
    }
}
