package io.weir.kernel.packet;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;

/**
 * The queue of a packet socket on one interface, from which whole frames of any size are received, each with its
 * {@link VirtioNetHdr} in front. Frames that the host sends, and those whose VLAN tag the interface took off, stay out:
 * the latter are the VLAN interface's, and would be without their tag here.
 */
public final class ReceiveSocket implements FrameReceiver {
    private static final ClassicBpf UNTAGGED = new ClassicBpfAssembler()
            .loadVlanTagTaken()
            .jumpIfEqual(0, ClassicBpfAssembler.NEXT, "tagged")
            .end(-1)
            .label("tagged")
            .end(0)
            .assemble();

    private final Fd fd;
    private final int interfaceIndex;
    private final SocketStatistics statistics = new SocketStatistics();

    private ReceiveSocket(Fd fd, int interfaceIndex) {
        this.fd = fd;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * Opens one in the network namespace of the calling thread; it receives nothing until {@link #admit}. Needs
     * CAP_NET_RAW.
     *
     * @param queueBytes memory for frames that wait, as the kernel counts it; beyond {@code net.core.rmem_max} with
     *     CAP_NET_ADMIN
     */
    public static ReceiveSocket open(int interfaceIndex, int queueBytes) throws ErrnoException {
        Fd fd = PacketOptions.open("receive socket");
        try {
            PacketOptions.buffer(fd, LinuxSocket.SO_RCVBUFFORCE, LinuxSocket.SO_RCVBUF, queueBytes);
            PacketOptions.ignoreOutgoing(fd);
            return new ReceiveSocket(fd, interfaceIndex);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public void start() throws ErrnoException {
        PacketOptions.filter(fd, NOTHING);
        PacketOptions.receiveAllMulticast(fd, interfaceIndex);
        PacketOptions.bind(fd, IfPacket.ETH_P_ALL, interfaceIndex);
    }

    @Override
    public void admit() throws ErrnoException {
        PacketOptions.filter(fd, UNTAGGED);
    }

    /** Nothing more arrives. What waits may still be received. */
    public void stop() throws ErrnoException {
        PacketOptions.filter(fd, NOTHING);
    }

    /** Frames dropped since this was last asked, because there was no room in the queue. */
    public long dropped() {
        return statistics.dropped(fd);
    }

    @Override
    public void close() {
        fd.close();
    }
}
