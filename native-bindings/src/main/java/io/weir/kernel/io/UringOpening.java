package io.weir.kernel.io;

import io.weir.kernel.iouring.BufferRing;
import io.weir.kernel.iouring.Ring;
import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.ReceiveSocket;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EthtoolFeatures;
import io.weir.kernel.sys.EthtoolFeatures.Feature;
import io.weir.kernel.sys.EventFd;
import java.util.ArrayList;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
final class UringOpening extends PacketSocketOpening {
    /** Operations beside sends: one for each link, the watch for wakeups, and the one that ends all. */
    private static final int OTHERS = 8;

    private final UringOptions options;
    private final boolean deferring;

    UringOpening(List<PacketLink> links, UringOptions options, boolean deferring) {
        super(links);
        this.options = options;
        this.deferring = deferring;
    }

    @Override
    void openWorker() throws ErrnoException {
        PacketIoCounters counters = new PacketIoCounters();
        LargeFrames copies = LargeFrames.open();
        undoBy(copies::close);
        EventFd event = EventFd.open("worker's wakeup");
        undoBy(event::close);
        int submissions = UringSends.CAPACITY + links.size() + OTHERS;
        // So many that none is ever without a place: a completion for each buffer, and for each operation.
        int completions = submissions + links.size() * options.buffers();
        Ring ring = Ring.open(submissions, completions, "worker's io_uring", deferring);
        undoBy(ring::close);
        List<UringLink> own = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            own.add(link(link, ring, counters));
        }
        opened(
                new UringPacketIo(links, own, ring, copies, event, counters),
                own.stream().map(UringLink::socket).toList());
    }

    private UringLink link(int number, Ring ring, PacketIoCounters counters) throws ErrnoException {
        PacketLink link = links.get(number);
        ReceiveSocket socket = ReceiveSocket.open(link.interfaceIndex(), options.receiveBytes());
        undoBy(socket::close);
        // As with AfPacketIo: without TSO all frames go through the queueing discipline.
        boolean bypass = EthtoolFeatures.of(link.name()).tso() == Feature.ON;
        FrameSender sender =
                FrameSender.open(link.interfaceIndex(), bypass, options.transmitBytes(), FrameBatch.CAPACITY);
        undoBy(sender::close);
        BufferRing buffers = UringLink.buffers(ring, number, options.buffers());
        undoBy(buffers::close);
        return new UringLink(number, socket, buffers, sender, counters);
    }
}
