package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;

/**
 * AF_XDP sockets by index, which is by custom the receive queue. The kernel takes a socket out of it when the socket is
 * closed. Not readable.
 */
public final class SocketMap extends BpfMap {
    private SocketMap(Fd fd, MapShape shape) {
        super(fd, shape);
    }

    /** Makes one without sockets. Needs CAP_NET_ADMIN. */
    public static SocketMap create(String name, int entries) throws ErrnoException {
        MapShape shape = new MapShape(name, MapKind.XSKMAP, Integer.BYTES, Integer.BYTES, entries);
        return new SocketMap(make(shape), shape);
    }

    /** Puts a socket in, in place of what was there. It must have a receive ring, or EOPNOTSUPP is the answer. */
    public void put(int index, Fd socket) throws ErrnoException {
        write(BpfArray.index(index), BpfArray.index(socket.number()), LinuxBpf.BPF_ANY);
    }

    /** Takes the socket out, if there is one. */
    public void delete(int index) throws ErrnoException {
        remove(BpfArray.index(index));
    }
}
