package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The receive ring of a packet socket on one interface (TPACKET_V2), every frame in front of it with its
 * {@link VirtioNetHdr}. Slots are filled in order; one thread reads.
 *
 * <p>A packet too large for a slot is queued whole on the socket while the slot tells of it
 * ({@link IfPacket#TP_STATUS_COPY}). The kernel does both under one lock (net/packet/af_packet.c, tpacket_rcv), so the
 * queue has the slots' order.
 */
public final class ReceiveRing implements FrameReceiver {
    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final Fd fd;
    private final int interfaceIndex;
    private final RingSize size;
    private final Mapping mapping;
    private final MemorySegment memory;
    private final SocketStatistics statistics = new SocketStatistics();
    private int next;

    private ReceiveRing(Fd fd, int interfaceIndex, RingSize size, Mapping mapping) {
        this.fd = fd;
        this.interfaceIndex = interfaceIndex;
        this.size = size;
        this.mapping = mapping;
        this.memory = mapping.segment();
    }

    /**
     * Opens one in the network namespace of the calling thread; it receives nothing until
     * {@link #start} and {@link #admit}. Needs
     * CAP_NET_RAW.
     *
     * @param queueBytes memory for packets too large for a slot; beyond {@code net.core.rmem_max} with CAP_NET_ADMIN
     */
    public static ReceiveRing open(int interfaceIndex, RingSize size, int queueBytes) throws ErrnoException {
        Fd fd = PacketOptions.open("receive ring");
        try {
            PacketOptions.buffer(fd, LinuxSocket.SO_RCVBUFFORCE, LinuxSocket.SO_RCVBUF, queueBytes);
            PacketOptions.ignoreOutgoing(fd); // where that fails, readers look at packetType
            PacketOptions.set(fd, IfPacket.PACKET_COPY_THRESH, 1, "PACKET_COPY_THRESH");
            Mapping mapping = PacketOptions.ring(fd, IfPacket.PACKET_RX_RING, size, "PACKET_RX_RING");
            return new ReceiveRing(fd, interfaceIndex, size, mapping);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    @Override
    public void start() throws ErrnoException {
        PacketOptions.filter(fd, NOTHING);
        PacketOptions.receiveAllMulticast(fd, interfaceIndex);
        PacketOptions.bind(fd, IfPacket.ETH_P_ALL, interfaceIndex);
    }

    @Override
    public void admit() throws ErrnoException {
        Errno.check(
                Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_DETACH_FILTER, 0),
                "setsockopt(SO_DETACH_FILTER)");
    }

    /** To poll for {@code POLLIN}, and for the fanout. */
    @Override
    public Fd fd() {
        return fd;
    }

    /** All slots. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where the slot starts that is filled next, or has been. */
    public long current() {
        return (long) next * size.slotBytes();
    }

    /** Goes on to the next slot. */
    public void advance() {
        int following = next + 1;
        next = following == size.slots() ? 0 : following;
    }

    /** {@code TP_STATUS_…} of a slot; when it has TP_STATUS_USER, the rest of the slot may be read. */
    public int status(long slot) {
        return (int) STATUS.getAcquire(memory, slot + Tpacket.STATUS);
    }

    /** Gives a slot back to the kernel. */
    public void release(long slot) {
        STATUS.setRelease(memory, slot + Tpacket.STATUS, IfPacket.TP_STATUS_KERNEL);
    }

    /** Bytes of the frame that arrived. */
    public int length(long slot) {
        return memory.get(JAVA_INT, slot + Tpacket.LEN);
    }

    /** Bytes of it in the slot. */
    public int captured(long slot) {
        return memory.get(JAVA_INT, slot + Tpacket.SNAPLEN);
    }

    /** Where the frame starts; its {@link VirtioNetHdr} is in front. */
    public long frame(long slot) {
        return slot + Short.toUnsignedInt(memory.get(JAVA_SHORT, slot + Tpacket.MAC));
    }

    /** {@code PACKET_…}: to whom it was addressed. */
    public int packetType(long slot) {
        return memory.get(JAVA_BYTE, slot + Tpacket.SOCKADDR + SockaddrLl.OFFSET_PKTTYPE);
    }

    /**
     * Takes the packet of a slot with {@link IfPacket#TP_STATUS_COPY} from the queue.
     *
     * @param base where its {@link VirtioNetHdr} goes; the frame follows
     * @param room bytes for both
     * @return bytes of both, more than {@code room} when cut off, or {@code -errno}
     */
    public int takeLarge(MemorySegment buffer, long base, int room) {
        int flags = LinuxSocket.MSG_DONTWAIT | LinuxSocket.MSG_TRUNC;
        int received = FrameCalls.receive(fd, buffer, base, room, flags);
        // An error that waits to be told, as ENETDOWN, comes first and once.
        return received < 0 && received != -Errno.EAGAIN ? FrameCalls.receive(fd, buffer, base, room, flags) : received;
    }

    /** Frames dropped since this was last asked, because no slot was free or nobody could describe them. */
    public long dropped() {
        return statistics.dropped(fd);
    }

    /** Forgets an error that makes poll return, as ENETDOWN after the interface went down. */
    public void clearError() {
        statistics.clearError(fd);
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}
