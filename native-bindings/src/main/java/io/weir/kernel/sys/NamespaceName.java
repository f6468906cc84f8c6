package io.weir.kernel.sys;

import java.lang.foreign.Arena;

/**
 * A name that one process of a network namespace has at a time: the abstract name of a local socket (unix(7)). No file
 * is left, and the kernel gives the name back when the process ends in any way.
 */
public final class NamespaceName implements AutoCloseable {
    private final Fd socket;

    private NamespaceName(Fd socket) {
        this.socket = socket;
    }

    /**
     * Takes it in the network namespace of the calling thread. EADDRINUSE when somebody has it.
     *
     * @param name at most 107 bytes; {@code ss -xap} shows it behind {@code @}
     */
    public static NamespaceName take(String name) throws ErrnoException {
        byte[] path = SockaddrUn.path("@" + name);
        if (name.isEmpty() || path.length > SockaddrUn.UNIX_PATH_MAX) {
            throw new IllegalArgumentException("\"" + name + "\": a name of 1 to 107 bytes is expected");
        }
        Fd socket = Sockets.open(LinuxSocket.AF_UNIX, LinuxSocket.SOCK_DGRAM, 0, "name @" + name);
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(Sockets.bind(socket, SockaddrUn.allocate(arena, path)), "bind(@" + name + ")");
            return new NamespaceName(socket);
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** Gives it back. */
    @Override
    public void close() {
        socket.close();
    }
}
