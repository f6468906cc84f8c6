package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.util.List;

/** The interfaces and addresses of this host, to read and to change. */
public interface HostAddresses {
    /** All interfaces with their addresses, in the kernel's order. */
    List<HostInterface> interfaces() throws IOException;

    /**
     * Puts an address on an interface, marked as Weir's, with the whole address as prefix, ready to be bound.
     *
     * @throws io.weir.kernel.sys.ErrnoException EPERM without CAP_NET_ADMIN, EEXIST when it is there
     */
    void add(int interfaceIndex, IpAddress address) throws IOException;

    /**
     * Takes an address with this prefix from an interface.
     *
     * @throws io.weir.kernel.sys.ErrnoException EPERM without CAP_NET_ADMIN, EADDRNOTAVAIL when it is not there
     */
    void remove(int interfaceIndex, Cidr address) throws IOException;
}
