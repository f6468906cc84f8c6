package io.weir.kernel.packet;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;

/**
 * Has an interface receive frames to every multicast address for as long as it is open: nobody on this host has joined
 * the groups by which neighbors ask for IPv6 addresses that are not the host's own (RFC 4291, section 2.7.1), and network
 * cards keep out what nobody has joined. By a packet socket that receives nothing.
 */
public final class AllMulticast implements AutoCloseable {
    private final Fd fd;

    private AllMulticast(Fd fd) {
        this.fd = fd;
    }

    /** On an interface of the network namespace of the calling thread. Needs CAP_NET_RAW. */
    public static AllMulticast on(int interfaceIndex) throws ErrnoException {
        Fd fd = PacketOptions.open("multicast on interface " + interfaceIndex);
        try {
            PacketOptions.receiveAllMulticast(fd, interfaceIndex);
            return new AllMulticast(fd);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
