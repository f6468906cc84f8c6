package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Pollfd;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole Ethernet frames on one interface, a system call each: for announcements and for watching in tests, not for the
 * packet path. Not for two threads at once.
 */
public final class PacketSocket implements AutoCloseable {
    /** A protocol that matches no frame. */
    public static final int SEND_ONLY = 0;

    /** An IPv4 packet of 65,535 bytes behind an Ethernet header with one VLAN tag fits. */
    private static final int MAX_FRAME = 65_553;

    /** {@code SO_ATTACH_FILTER} of asm-generic/socket.h. */
    static final int SO_ATTACH_FILTER = 26;

    /** {@code struct sock_fprog} of linux/filter.h; the program is an array of {@code struct sock_filter}, 8 bytes each. */
    static final StructLayout SOCK_FPROG = MemoryLayout.structLayout(
            JAVA_SHORT.withName("len"), MemoryLayout.paddingLayout(6), ADDRESS.withName("filter"));

    private final Fd fd;
    private final MemorySegment buffer;
    private final MemorySegment pollfd;

    private PacketSocket(Fd fd) {
        this.fd = fd;
        Arena arena = Arena.ofAuto();
        this.buffer = arena.allocate(MAX_FRAME, Long.BYTES);
        this.pollfd = arena.allocate(Pollfd.LAYOUT);
    }

    /**
     * Opens one in the network namespace of the calling thread. Needs CAP_NET_RAW.
     *
     * @param interfaceIndex index of the interface
     * @param protocol the EtherType to receive, {@link IfPacket#ETH_P_ALL}, or {@link #SEND_ONLY}
     */
    public static PacketSocket open(int interfaceIndex, int protocol) throws ErrnoException {
        return open(interfaceIndex, protocol, new long[0]);
    }

    /**
     * Opens one that receives only what a classic BPF program lets through. Needs CAP_NET_RAW.
     *
     * @param interfaceIndex index of the interface
     * @param protocol the EtherType to receive, or {@link IfPacket#ETH_P_ALL}
     * @param filter its instructions, each {@code code << 48 | jt << 40 | jf << 32 | k}; none for no filter
     */
    public static PacketSocket open(int interfaceIndex, int protocol, long[] filter) throws ErrnoException {
        Fd fd;
        try {
            // Protocol 0 until bound: else frames of every interface would queue up in between.
            fd = Sockets.open(LinuxSocket.AF_PACKET, LinuxSocket.SOCK_RAW, 0, "packet socket");
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EPERM ? new ErrnoException(e.call(), e.errno(), "needs CAP_NET_RAW") : e;
        }
        try (Arena arena = Arena.ofConfined()) {
            // Before it is bound: else frames that the filter is to keep out would be in the queue.
            if (filter.length > 0) {
                attach(fd, filter, arena);
            }
            MemorySegment address = arena.allocate(SockaddrLl.LAYOUT);
            SockaddrLl.set(address, protocol, interfaceIndex);
            Errno.check(Sockets.bind(fd, address), "bind the packet socket to interface " + interfaceIndex);
            return new PacketSocket(fd);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    private static void attach(Fd fd, long[] filter, Arena arena) throws ErrnoException {
        MemorySegment program = arena.allocate(JAVA_LONG, filter.length);
        for (int i = 0; i < filter.length; i++) {
            long at = (long) i * Long.BYTES;
            program.set(JAVA_SHORT, at, (short) (filter[i] >>> 48));
            program.set(JAVA_BYTE, at + 2, (byte) (filter[i] >>> 40));
            program.set(JAVA_BYTE, at + 3, (byte) (filter[i] >>> 32));
            program.set(JAVA_INT, at + 4, (int) filter[i]);
        }
        MemorySegment fprog = arena.allocate(SOCK_FPROG);
        fprog.set(JAVA_SHORT, 0, (short) filter.length);
        fprog.set(ADDRESS, SOCK_FPROG.byteOffset(PathElement.groupElement("filter")), program);
        Errno.check(
                Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, SO_ATTACH_FILTER, fprog),
                "setsockopt(SO_ATTACH_FILTER)");
    }

    /**
     * Waits until one of them has a frame or an error, which {@link #receive} then returns or throws; returns early
     * when a signal comes.
     */
    public static void await(List<PacketSocket> sockets, Duration timeout) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfds = arena.allocate(Pollfd.LAYOUT, sockets.size());
            for (int i = 0; i < sockets.size(); i++) {
                Pollfd.set(pollfds, i * Pollfd.SIZEOF, sockets.get(i).fd, Pollfd.POLLIN);
            }
            int ready = Sockets.poll(pollfds, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
            if (ready < 0 && ready != -Errno.EINTR) {
                throw new ErrnoException("poll for frames", -ready);
            }
        }
    }

    /** Sends one frame, from its destination address to the end of its payload, without the check sequence. */
    public void send(byte[] frame) throws ErrnoException {
        MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, 0, frame.length);
        Errno.check(Sockets.send(fd, buffer, frame.length, 0), "send a frame of " + frame.length + " bytes");
    }

    /**
     * Waits for one frame.
     *
     * @return the frame, or null when none came in time
     */
    public byte @Nullable [] receive(Duration timeout) throws ErrnoException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            int received = Sockets.recv(fd, buffer, LinuxSocket.MSG_DONTWAIT);
            if (received >= 0) {
                return buffer.asSlice(0, received).toArray(JAVA_BYTE);
            }
            if (received != -Errno.EAGAIN && received != -Errno.EINTR) {
                throw new ErrnoException("receive a frame", -received);
            }
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return null;
            }
            Pollfd.set(pollfd, 0, fd, Pollfd.POLLIN);
            int ready = Sockets.poll(pollfd, (int) Math.min(left, Integer.MAX_VALUE));
            if (ready < 0 && ready != -Errno.EINTR) {
                throw new ErrnoException("poll for a frame", -ready);
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
