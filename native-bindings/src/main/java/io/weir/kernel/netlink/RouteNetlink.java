package io.weir.kernel.netlink;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.util.List;

/**
 * The host's interfaces and addresses, in the network namespace of the thread that opens it. Not for two threads at
 * once. A refusal by the kernel is an {@link ErrnoException} with the kernel's own words, where it gives any.
 */
public final class RouteNetlink implements AutoCloseable {
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
        LinkReader reader = new LinkReader();
        socket.request().begin(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_DUMP, Ifinfomsg.SIZEOF);
        socket.dump("RTM_GETLINK", reader);
        return reader.links();
    }

    /** All addresses of all interfaces, in the kernel's order. */
    public List<InterfaceAddress> addresses() throws IOException {
        AddressReader reader = new AddressReader();
        socket.request().begin(Rtnetlink.RTM_GETADDR, Netlink.NLM_F_DUMP, Ifaddrmsg.SIZEOF);
        socket.dump("RTM_GETADDR", reader);
        return reader.addresses();
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
        boolean v4 = address.address() instanceof Inet4Address;
        Request request = socket.request();
        long body = request.begin(type, flags, Ifaddrmsg.SIZEOF);
        MemorySegment segment = request.segment();
        Ifaddrmsg.family(segment, body, v4 ? LinuxSocket.AF_INET : LinuxSocket.AF_INET6);
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
