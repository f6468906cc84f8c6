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
import java.util.OptionalLong;
import java.util.Set;

/**
 * The host's interfaces, addresses, routes and neighbours, in the network namespace of the thread that opens it. Not for two threads at
 * once. A refusal by the kernel is an {@link ErrnoException} with the kernel's own words, where it gives any.
 */
public final class RouteNetlink implements AutoCloseable {
    /** What the kernel says of a destination without route; EINVAL is a blackhole's. */
    private static final Set<Integer> NO_ROUTE =
            Set.of(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES, Errno.EINVAL);

    private final NetlinkSocket socket;

    private RouteNetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket; needs no privilege, nor does reading. */
    public static RouteNetlink open() throws ErrnoException {
        return new RouteNetlink(NetlinkSocket.open(Netlink.NETLINK_ROUTE));
    }

    /** All interfaces, in the kernel's order. */
    public List<Link> links() throws IOException {
        return dump(
                "RTM_GETLINK",
                Rtnetlink.RTM_GETLINK,
                Ifinfomsg.SIZEOF,
                new ListReader<>(Rtnetlink.RTM_NEWLINK, LinkReader::parse));
    }

    /** All addresses of all interfaces, in the kernel's order. */
    public List<InterfaceAddress> addresses() throws IOException {
        return dump(
                "RTM_GETADDR",
                Rtnetlink.RTM_GETADDR,
                Ifaddrmsg.SIZEOF,
                new ListReader<>(Rtnetlink.RTM_NEWADDR, AddressReader::parse));
    }

    /** The routes of both families in all tables, in the kernel's order; without exceptions the kernel has learnt. */
    public List<Route> routes() throws IOException {
        return dump(
                "RTM_GETROUTE",
                Rtnetlink.RTM_GETROUTE,
                Rtmsg.SIZEOF,
                new ListReader<>(Rtnetlink.RTM_NEWROUTE, RouteReader::parse));
    }

    /** The neighbours of all interfaces that the kernel remembers, in its order. */
    public List<Neighbour> neighbours() throws IOException {
        return dump(
                "RTM_GETNEIGH",
                Rtnetlink.RTM_GETNEIGH,
                Ndmsg.SIZEOF,
                new ListReader<>(Rtnetlink.RTM_NEWNEIGH, NeighbourReader::parse));
    }

    private <T> List<T> dump(String what, int type, long body, ListReader<T> reader) throws IOException {
        socket.request().begin(type, Netlink.NLM_F_DUMP, body);
        socket.dump(what, reader);
        return reader.entries();
    }

    /**
     * Asks the kernel how it would send to an address now, with all its rules and tables.
     *
     * @return empty when it would not send: no route, or one that says unreachable, prohibited or blackhole
     */
    public Optional<RoutePath> route(InetAddress destination) throws IOException {
        byte[] bytes = destination.getAddress();
        String what = "RTM_GETROUTE " + destination.getHostAddress();
        Request request = socket.request();
        long body = request.begin(Rtnetlink.RTM_GETROUTE, 0, Rtmsg.SIZEOF);
        Rtmsg.family(request.segment(), body, family(destination));
        Rtmsg.dstLen(request.segment(), body, bytes.length * Byte.SIZE);
        request.attribute(Rtnetlink.RTA_DST, bytes);
        ListReader<Route> reader = new ListReader<>(Rtnetlink.RTM_NEWROUTE, RouteReader::parseAny);
        try {
            socket.ask(what, reader);
        } catch (ErrnoException e) {
            if (NO_ROUTE.contains(e.errno())) {
                return Optional.empty();
            }
            throw e;
        }
        for (Route route : reader.entries()) {
            if (!route.hops().isEmpty()) {
                NextHop hop = route.hops().getFirst();
                return Optional.of(new RoutePath(hop.interfaceIndex(), hop.gateway(), route.source(), route.local()));
            }
        }
        return Optional.empty();
    }

    /**
     * Tells the kernel a neighbour's hardware address, in place of what it knew. Needs CAP_NET_ADMIN. The state is one
     * in which the kernel uses the address, {@link NeighbourState#PERMANENT} to keep it.
     */
    public void replaceNeighbour(Neighbour neighbour) throws IOException {
        if (!neighbour.state().valid()) {
            throw new IllegalArgumentException("a neighbour to use is not " + neighbour.state());
        }
        Request request = begin(Rtnetlink.RTM_NEWNEIGH, Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE, neighbour);
        long mac = neighbour.mac().orElseThrow(() -> new IllegalArgumentException("a neighbour without address"));
        request.attribute(NeighbourReader.NDA_LLADDR, Mac.bytes(mac));
        socket.acknowledge(describe("RTM_NEWNEIGH", neighbour));
    }

    /** Makes the kernel forget a neighbour. Needs CAP_NET_ADMIN. Fails with ENOENT when it knows none of that address. */
    public void deleteNeighbour(int interfaceIndex, InetAddress address) throws IOException {
        Neighbour neighbour = new Neighbour(interfaceIndex, address, OptionalLong.empty(), NeighbourState.NONE);
        begin(Rtnetlink.RTM_DELNEIGH, 0, neighbour);
        socket.acknowledge(describe("RTM_DELNEIGH", neighbour));
    }

    private Request begin(int type, int flags, Neighbour neighbour) {
        Request request = socket.request();
        long body = request.begin(type, flags | Netlink.NLM_F_ACK, Ndmsg.SIZEOF);
        Ndmsg.family(request.segment(), body, family(neighbour.address()));
        Ndmsg.ifindex(request.segment(), body, neighbour.interfaceIndex());
        Ndmsg.state(request.segment(), body, neighbour.state().bit());
        request.attribute(NeighbourReader.NDA_DST, neighbour.address().getAddress());
        return request;
    }

    private static String describe(String call, Neighbour neighbour) {
        return call + " " + neighbour.address().getHostAddress() + " on interface " + neighbour.interfaceIndex();
    }

    /** Sets an interface up or down. Needs CAP_NET_ADMIN. Fails with ENODEV when there is none of that index. */
    public void changeLink(int interfaceIndex, boolean up) throws IOException {
        Request request = socket.request();
        long body = request.begin(Rtnetlink.RTM_SETLINK, Netlink.NLM_F_ACK, Ifinfomsg.SIZEOF);
        Ifinfomsg.index(request.segment(), body, interfaceIndex);
        Ifinfomsg.flags(request.segment(), body, up ? IfLink.IFF_UP : 0);
        Ifinfomsg.change(request.segment(), body, IfLink.IFF_UP);
        socket.acknowledge("RTM_SETLINK interface " + interfaceIndex + (up ? " up" : " down"));
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? LinuxSocket.AF_INET : LinuxSocket.AF_INET6;
    }

    /**
     * Puts an address on an interface, for as long as it is not removed. Needs CAP_NET_ADMIN. Of the flags,
     * {@link IfAddr#IFA_F_NODAD} and {@link IfAddr#IFA_F_DEPRECATED} count, both for IPv6 only. Fails with EEXIST when
     * the interface has it already.
     */
    public void addAddress(InterfaceAddress address) throws IOException {
        Request request =
                begin(Rtnetlink.RTM_NEWADDR, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL, address);
        if (address.protocol() != 0) {
            request.attributeU8(IfAddr.IFA_PROTO, address.protocol());
        }
        if (address.address() instanceof Inet4Address) {
            socket.acknowledge(describe("RTM_NEWADDR", address));
            return;
        }
        request.attributeU32(IfAddr.IFA_FLAGS, address.flags() & IfAddr.IFA_F_NODAD);
        if (address.deprecated()) {
            // The kernel derives the flag from a preferred lifetime that is over.
            long lifetimes = request.attribute(IfAddr.IFA_CACHEINFO, IfaCacheinfo.SIZEOF);
            IfaCacheinfo.prefered(request.segment(), lifetimes, 0);
            IfaCacheinfo.valid(request.segment(), lifetimes, IfaCacheinfo.FOREVER);
        }
        socket.acknowledge(describe("RTM_NEWADDR", address));
    }

    /**
     * Takes an address with exactly this prefix from its interface. Needs CAP_NET_ADMIN. Fails with EADDRNOTAVAIL when
     * the interface does not have it.
     */
    public void deleteAddress(InterfaceAddress address) throws IOException {
        begin(Rtnetlink.RTM_DELADDR, Netlink.NLM_F_ACK, address);
        socket.acknowledge(describe("RTM_DELADDR", address));
    }

    private Request begin(int type, int flags, InterfaceAddress address) {
        byte[] bytes = address.address().getAddress();
        if (address.prefix() < 0 || address.prefix() > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException("no prefix of this family: " + address.text());
        }
        Request request = socket.request();
        long body = request.begin(type, flags, Ifaddrmsg.SIZEOF);
        MemorySegment segment = request.segment();
        Ifaddrmsg.family(segment, body, family(address.address()));
        Ifaddrmsg.prefixlen(segment, body, address.prefix());
        Ifaddrmsg.scope(segment, body, Rtnetlink.RT_SCOPE_UNIVERSE);
        Ifaddrmsg.index(segment, body, address.interfaceIndex());
        request.attribute(IfAddr.IFA_LOCAL, bytes);
        request.attribute(IfAddr.IFA_ADDRESS, bytes);
        return request;
    }

    private static String describe(String call, InterfaceAddress address) {
        return call + " " + address.text() + " on interface " + address.interfaceIndex();
    }

    @Override
    public void close() {
        socket.close();
    }
}
