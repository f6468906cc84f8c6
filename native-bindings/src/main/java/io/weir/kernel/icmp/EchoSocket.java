package io.weir.kernel.icmp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Pollfd;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A socket of one family for messages of ICMP (RFC 792) or ICMPv6 (RFC 4443): a raw one, which needs CAP_NET_RAW and
 * hears all messages, or else the kernel's own for echoes, which every group of {@code net.ipv4.ping_group_range} may
 * open and which hears replies only. Any thread sends; one receives.
 */
public final class EchoSocket implements AutoCloseable {
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;
    private static final int LARGEST = 2048;

    /** SOL_RAW of linux/socket.h, and ICMP_FILTER of linux/icmp.h: one bit for each type that is not wanted. */
    private static final int SOL_RAW = 255;

    private static final int ICMP_FILTER = 1;
    /** The same of linux/icmpv6.h, at the level of the protocol, with 256 bits. */
    private static final int ICMPV6_FILTER = 1;

    /** Replies, unreachable, time exceeded. */
    private static final int[] WANTED = {0, 3, 11};

    private static final int[] WANTED_V6 = {129, 1, 3};

    /**
     * Bytes of messages that may wait either way, each counted with about 800 for its place: all checks share a socket,
     * and the kernel keeps what goes to hosts that answer no ARP for seconds.
     */
    private static final int ROOM = 8 << 20;

    private final Fd fd;
    private final boolean v6;
    private final boolean raw;

    private EchoSocket(Fd fd, boolean v6, boolean raw) {
        this.fd = fd;
        this.v6 = v6;
        this.raw = raw;
    }

    /**
     * A message that came.
     *
     * @param from the sender's address, 4 or 16 bytes
     * @param message from its type on, without the IP header
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as the kernel gave them, never compared.
    public record Received(byte[] from, byte[] message) {}

    /**
     * Opens one.
     *
     * @param source the address it sends from, 4 or 16 bytes; null for the one the routing table picks
     */
    public static EchoSocket open(boolean v6, byte @Nullable [] source) throws ErrnoException {
        EchoSocket socket = open(v6);
        if (source == null) {
            return socket;
        }
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(Sockets.bind(socket.fd, socket.address(arena, source)), "bind the socket for echoes");
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    private static EchoSocket open(boolean v6) throws ErrnoException {
        int domain = v6 ? LinuxSocket.AF_INET6 : LinuxSocket.AF_INET;
        int protocol = v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        int nonBlocking = LinuxSocket.SOCK_NONBLOCK;
        try {
            EchoSocket socket = new EchoSocket(
                    Sockets.open(domain, LinuxSocket.SOCK_RAW | nonBlocking, protocol, "echoes"), v6, true);
            socket.filter();
            socket.enlarge();
            return socket;
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EPERM) {
                throw e;
            }
            return new EchoSocket(
                    Sockets.open(domain, LinuxSocket.SOCK_DGRAM | nonBlocking, protocol, "echoes"), v6, false);
        }
    }

    /** What else strangers send, as floods of echo requests, would take the room of replies. */
    private void filter() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unwanted =
                    arena.allocate(v6 ? 32 : Integer.BYTES, Integer.BYTES).fill((byte) 0xff);
            for (int type : v6 ? WANTED_V6 : WANTED) {
                long at = (type / Integer.SIZE) * (long) Integer.BYTES;
                int bit = 1 << (type % Integer.SIZE);
                unwanted.set(JAVA_INT, at, unwanted.get(JAVA_INT, at) & ~bit);
            }
            // Where the kernel refuses, all is heard, and what is not wanted is passed over.
            var _ = Sockets.setsockopt(fd, v6 ? IPPROTO_ICMPV6 : SOL_RAW, v6 ? ICMPV6_FILTER : ICMP_FILTER, unwanted);
        }
    }

    /** As far as the kernel lets us. */
    private void enlarge() {
        if (Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_SNDBUFFORCE, ROOM) < 0) {
            var _ = Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_SNDBUF, ROOM);
        }
        if (Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_RCVBUFFORCE, ROOM) < 0) {
            var _ = Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_RCVBUF, ROOM);
        }
    }

    /** Whether it hears errors too, and keeps the identifier that a request was given. */
    public boolean raw() {
        return raw;
    }

    /**
     * Sends a message; of ICMPv6 the kernel fills in the checksum.
     *
     * @param message from its type on
     * @param to 4 or 16 bytes
     */
    public void send(byte[] message, byte[] to) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, message);
            Errno.check(Sockets.sendto(fd, data, message.length, 0, address(arena, to)), "send an echo request");
        }
    }

    /** The next message; null when none came in time. */
    public @Nullable Received receive(Duration wait) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
            Pollfd.set(pollfd, 0, fd, Pollfd.POLLIN);
            int ready = Sockets.poll(pollfd, (int) Math.min(wait.toMillis(), Integer.MAX_VALUE));
            if (ready <= 0) {
                return none(ready, "poll for echo replies");
            }
            MemorySegment from = arena.allocate(SOCKADDR_IN6, 8);
            MemorySegment fromLength = arena.allocateFrom(JAVA_INT, SOCKADDR_IN6);
            MemorySegment buffer = arena.allocate(LARGEST, 8);
            int length = Sockets.recvfrom(fd, buffer, 0, from, fromLength);
            if (length <= 0) {
                return none(length, "receive an echo reply");
            }
            byte[] sender = from.asSlice(v6 ? 8 : 4, v6 ? 16 : 4).toArray(JAVA_BYTE);
            byte[] message = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            return new Received(sender, raw && !v6 ? withoutHeader(message) : message);
        }
    }

    /** What speaks of one request that went out before, as a port that is closed, is no failure of the socket. */
    private static @Nullable Received none(int result, String call) throws ErrnoException {
        boolean passing = result == 0
                || result == -Errno.EINTR
                || result == -Errno.EAGAIN
                || result == -Errno.ECONNREFUSED
                || result == -Errno.EHOSTUNREACH
                || result == -Errno.ENETUNREACH;
        if (!passing) {
            throw new ErrnoException(call, -result);
        }
        return null;
    }

    private static byte[] withoutHeader(byte[] packet) {
        int header = (packet[0] & 0xf) * 4;
        return Arrays.copyOfRange(packet, Math.min(header, packet.length), packet.length);
    }

    private MemorySegment address(Arena arena, byte[] address) {
        MemorySegment sockaddr = arena.allocate(v6 ? SOCKADDR_IN6 : SOCKADDR_IN, 8);
        sockaddr.set(JAVA_SHORT, 0, (short) (v6 ? LinuxSocket.AF_INET6 : LinuxSocket.AF_INET));
        MemorySegment.copy(address, 0, sockaddr, JAVA_BYTE, v6 ? 8 : 4, address.length);
        return sockaddr;
    }

    @Override
    public void close() {
        fd.close();
    }
}
