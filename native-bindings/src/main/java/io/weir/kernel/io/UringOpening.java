package io.weir.kernel.io;

import io.weir.kernel.iouring.BufferRing;
import io.weir.kernel.iouring.Ring;
import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.ReceiveSocket;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EthtoolFeatures;
import io.weir.kernel.sys.EthtoolFeatures.Feature;
import io.weir.kernel.sys.EventFd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
final class UringOpening implements AutoCloseable {
    /** Operations beside sends: one for each link, the watch for wakeups, and the one that ends all. */
    private static final int OTHERS = 8;

    private final List<PacketLink> packetLinks;
    private final UringOptions options;
    private final boolean deferring;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<UringPacketIo> engines = new ArrayList<>();
    private final List<List<UringLink>> links = new ArrayList<>();

    UringOpening(List<PacketLink> packetLinks, UringOptions options, boolean deferring) {
        if (packetLinks.isEmpty()) {
            throw new IllegalArgumentException("no links");
        }
        this.packetLinks = List.copyOf(packetLinks);
        this.options = options;
        this.deferring = deferring;
    }

    /** One more worker's engine; its sockets are not started. */
    void openWorker() throws ErrnoException {
        PacketIoCounters counters = new PacketIoCounters();
        LargeFrames copies = LargeFrames.open();
        undo.push(copies::close);
        EventFd event = EventFd.open("worker's wakeup");
        undo.push(event::close);
        int submissions = UringSends.CAPACITY + packetLinks.size() + OTHERS;
        // So many that none is ever without a place: a completion for each buffer, and for each operation.
        int completions = submissions + packetLinks.size() * options.buffers();
        Ring ring = Ring.open(submissions, completions, "worker's io_uring", deferring);
        undo.push(ring::close);
        List<UringLink> own = new ArrayList<>();
        for (int link = 0; link < packetLinks.size(); link++) {
            own.add(link(link, ring, counters));
        }
        links.add(own);
        engines.add(new UringPacketIo(packetLinks, own, ring, copies, event, counters));
    }

    private UringLink link(int number, Ring ring, PacketIoCounters counters) throws ErrnoException {
        PacketLink link = packetLinks.get(number);
        ReceiveSocket socket = ReceiveSocket.open(link.interfaceIndex(), options.receiveBytes());
        undo.push(socket::close);
        // As with AfPacketIo: without TSO all frames go through the queueing discipline.
        boolean bypass = EthtoolFeatures.of(link.name()).tso() == Feature.ON;
        FrameSender sender =
                FrameSender.open(link.interfaceIndex(), bypass, options.transmitBytes(), FrameBatch.CAPACITY);
        undo.push(sender::close);
        BufferRing buffers = UringLink.buffers(ring, number, options.buffers());
        undo.push(buffers::close);
        return new UringLink(number, socket, buffers, sender, counters);
    }

    /** The links of a worker, in their order. */
    List<UringLink> links(int worker) {
        return links.get(worker);
    }

    /** Of all workers, in order. */
    List<UringPacketIo> engines() {
        return List.copyOf(engines);
    }

    /** Takes all of it back. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
