package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Asks a packet socket what it has lost, without allocation. For one thread. */
final class SocketStatistics {
    private final MemorySegment value = Arena.ofAuto().allocate(Tpacket.STATISTICS);
    private final MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);

    /** Frames dropped since this was last asked. */
    long dropped(Fd fd) {
        length.set(JAVA_INT, 0, (int) value.byteSize());
        int result = Sockets.getsockopt(fd, LinuxSocket.SOL_PACKET, IfPacket.PACKET_STATISTICS, value, length);
        return result < 0 ? 0 : Integer.toUnsignedLong(value.get(JAVA_INT, Tpacket.DROPS));
    }

    /** Forgets an error that makes poll return. */
    void clearError(Fd fd) {
        length.set(JAVA_INT, 0, Integer.BYTES);
        // The error is not news: without the interface nothing arrives.
        int ignored = Sockets.getsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_ERROR, value, length);
    }
}
