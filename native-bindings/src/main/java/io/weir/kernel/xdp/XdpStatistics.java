package io.weir.kernel.xdp;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct xdp_statistics} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a>: what the
 * kernel counted since the socket was opened. By one thread.
 */
public final class XdpStatistics {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("rx_dropped"),
            JAVA_LONG.withName("rx_invalid_descs"),
            JAVA_LONG.withName("tx_invalid_descs"),
            JAVA_LONG.withName("rx_ring_full"),
            JAVA_LONG.withName("rx_fill_ring_empty_descs"),
            JAVA_LONG.withName("tx_ring_empty_descs"));

    private static final long RX_DROPPED = LAYOUT.byteOffset(groupElement("rx_dropped"));
    private static final long RX_INVALID = LAYOUT.byteOffset(groupElement("rx_invalid_descs"));
    private static final long TX_INVALID = LAYOUT.byteOffset(groupElement("tx_invalid_descs"));
    private static final long RX_RING_FULL = LAYOUT.byteOffset(groupElement("rx_ring_full"));
    private static final long RX_FILL_EMPTY = LAYOUT.byteOffset(groupElement("rx_fill_ring_empty_descs"));

    private final Fd fd;
    private final MemorySegment value;
    private final MemorySegment length;

    XdpStatistics(Fd fd) {
        this.fd = fd;
        Arena arena = Arena.ofAuto();
        this.value = arena.allocate(LAYOUT);
        this.length = arena.allocate(JAVA_INT);
    }

    /** Asks the kernel; without allocation. What it said last time stays where it does not answer. */
    public void read() {
        length.set(JAVA_INT, 0, (int) LAYOUT.byteSize());
        // The only failures are those of a closed socket.
        int ignored = Sockets.getsockopt(fd, LinuxSocket.SOL_XDP, IfXdp.XDP_STATISTICS, value, length);
    }

    /** Frames dropped because there was no chunk for them, or they did not fit one. */
    public long receiveDropped() {
        return value.get(JAVA_LONG, RX_DROPPED);
    }

    /** Frames dropped because nobody took those before. */
    public long receiveRingFull() {
        return value.get(JAVA_LONG, RX_RING_FULL);
    }

    /** Times the kernel looked for a chunk and found none; no number of frames. */
    public long fillRingEmpty() {
        return value.get(JAVA_LONG, RX_FILL_EMPTY);
    }

    /** Entries of the fill ring that are no chunk. */
    public long invalidFills() {
        return value.get(JAVA_LONG, RX_INVALID);
    }

    /** Entries of the transmit ring that the kernel refused. */
    public long invalidTransmits() {
        return value.get(JAVA_LONG, TX_INVALID);
    }
}
