package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Tells the service manager how far we are, by the datagrams of
 * <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>.
 */
public final class NotifySocket {
    private final byte[] path;
    private final String name;

    /**
     * A socket that exists already.
     *
     * @param name the value of NOTIFY_SOCKET: an absolute path, or {@code @} and an abstract name; at most 107 bytes
     */
    public NotifySocket(String name) {
        byte[] bytes = SockaddrUn.path(name);
        boolean known = name.startsWith("/") || (name.startsWith("@") && name.length() > 1);
        if (!known || bytes.length >= SockaddrUn.UNIX_PATH_MAX) {
            throw new IllegalArgumentException("NOTIFY_SOCKET is \"" + name
                    + "\": an absolute path or an abstract name (@…) of at most 107 bytes is expected");
        }
        this.path = bytes;
        this.name = name;
    }

    /** Start-up is complete. */
    public void ready() throws ErrnoException {
        send("READY=1");
    }

    /** Shutdown has begun. */
    public void stopping() throws ErrnoException {
        send("STOPPING=1");
    }

    /**
     * Shows one line in {@code systemctl status}.
     *
     * @param line without line breaks
     */
    public void status(String line) throws ErrnoException {
        if (line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a status is one line");
        }
        send("STATUS=" + line);
    }

    private void send(String state) throws ErrnoException {
        byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined();
                Fd fd = Sockets.open(LinuxSocket.AF_UNIX, LinuxSocket.SOCK_DGRAM, 0, "notify socket")) {
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
            Errno.check(
                    Sockets.sendto(
                            fd,
                            data,
                            bytes.length,
                            LinuxSocket.MSG_NOSIGNAL | LinuxSocket.MSG_DONTWAIT,
                            SockaddrUn.allocate(arena, path)),
                    "sendto(" + name + ")");
        }
    }
}
