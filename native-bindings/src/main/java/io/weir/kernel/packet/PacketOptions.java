package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Setting up packet sockets. */
final class PacketOptions {
    private PacketOptions() {}

    /** A socket that receives nothing yet and speaks {@code virtio_net_hdr}. */
    static Fd open(String purpose) throws ErrnoException {
        Fd fd;
        try {
            fd = Sockets.open(LinuxSocket.AF_PACKET, LinuxSocket.SOCK_RAW, 0, purpose);
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EPERM ? new ErrnoException(e.call(), e.errno(), "needs CAP_NET_RAW") : e;
        }
        try {
            set(fd, IfPacket.PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
            return fd;
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    static void set(Fd fd, int option, int value, String name) throws ErrnoException {
        Errno.check(Sockets.setsockopt(fd, LinuxSocket.SOL_PACKET, option, value), "setsockopt(" + name + ")");
    }

    static void bind(Fd fd, int protocol, int interfaceIndex) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrLl.LAYOUT);
            SockaddrLl.set(address, protocol, interfaceIndex);
            Errno.check(Sockets.bind(fd, address), "bind the " + fd + " to interface " + interfaceIndex);
        }
    }

    static Mapping ring(Fd fd, int option, RingSize size, String name) throws ErrnoException {
        set(fd, IfPacket.PACKET_VERSION, IfPacket.TPACKET_V2, "PACKET_VERSION");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Tpacket.REQUEST);
            size.write(request);
            int result = Sockets.setsockopt(fd, LinuxSocket.SOL_PACKET, option, request);
            if (result == -Errno.ENOMEM) {
                throw new ErrnoException(
                        "setsockopt(" + name + ") for " + size.bytes() + " bytes", Errno.ENOMEM, "use fewer slots");
            }
            Errno.check(result, "setsockopt(" + name + ") for " + size.slots() + " slots");
        }
        return Mman.shared(fd, size.bytes(), name);
    }

    /** As much as asked for with CAP_NET_ADMIN, else as much as the host's limit allows. */
    static void buffer(Fd fd, int forced, int plain, int bytes) throws ErrnoException {
        int result = Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, forced, bytes);
        if (result == -Errno.EPERM) {
            result = Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, plain, bytes);
        }
        Errno.check(result, "setsockopt for a buffer of " + bytes + " bytes");
    }

    /** Before Linux 4.20 without effect. */
    static void ignoreOutgoing(Fd fd) throws ErrnoException {
        int result = Sockets.setsockopt(fd, LinuxSocket.SOL_PACKET, IfPacket.PACKET_IGNORE_OUTGOING, 1);
        if (result != -Errno.ENOPROTOOPT) {
            Errno.check(result, "setsockopt(PACKET_IGNORE_OUTGOING)");
        }
    }

    static void receiveAllMulticast(Fd fd, int interfaceIndex) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Tpacket.MEMBERSHIP);
            request.set(JAVA_INT, Tpacket.MR_IFINDEX, interfaceIndex);
            request.set(JAVA_SHORT, Tpacket.MR_TYPE, (short) IfPacket.PACKET_MR_ALLMULTI);
            Errno.check(
                    Sockets.setsockopt(fd, LinuxSocket.SOL_PACKET, IfPacket.PACKET_ADD_MEMBERSHIP, request),
                    "setsockopt(PACKET_ADD_MEMBERSHIP) on interface " + interfaceIndex);
        }
    }

    static void filter(Fd fd, ClassicBpf program) throws ErrnoException {
        attach(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_ATTACH_FILTER, program, "SO_ATTACH_FILTER");
    }

    static void attach(Fd fd, int level, int option, ClassicBpf program, String name) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fprog = program.sockFprog(arena);
            Errno.check(Sockets.setsockopt(fd, level, option, fprog), "setsockopt(" + name + ")");
        }
    }
}
