package io.weir.kernel.io;

import io.weir.kernel.io.AfPacketOptions.Transmit;
import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.ReceiveRing;
import io.weir.kernel.packet.RingSize;
import io.weir.kernel.packet.TransmitRing;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EthtoolFeatures;
import io.weir.kernel.sys.EthtoolFeatures.Feature;
import io.weir.kernel.sys.EventFd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
final class AfPacketOpening implements AutoCloseable {
    private final List<PacketLink> links;
    private final AfPacketOptions options;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<AfPacketIo> engines = new ArrayList<>();
    private final List<List<ReceiveRing>> rings = new ArrayList<>();

    AfPacketOpening(List<PacketLink> links, AfPacketOptions options) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("no links");
        }
        this.links = List.copyOf(links);
        this.options = options;
    }

    /** One more worker's engine; its rings are not started. */
    void openWorker() throws ErrnoException {
        PacketIoCounters counters = new PacketIoCounters();
        LargeFrames large = LargeFrames.open();
        undo.push(large::close);
        EventFd event = EventFd.open("worker's wakeup");
        undo.push(event::close);
        List<ReceiveRing> own = new ArrayList<>();
        List<ReceiveQueue> receivers = new ArrayList<>();
        List<Transmitter> transmitters = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            PacketLink packetLink = links.get(link);
            RingSize size = RingSize.forMtu(packetLink.mtu(), options.slotBytes(), options.receiveSlots());
            ReceiveRing ring = ReceiveRing.open(packetLink.interfaceIndex(), size, options.largeBytes());
            undo.push(ring::close);
            own.add(ring);
            receivers.add(new ReceiveQueue(link, ring, large, counters));
            transmitters.add(transmitter(packetLink, counters));
        }
        rings.add(own);
        engines.add(new AfPacketIo(links, receivers, transmitters, large, event, counters));
    }

    private Transmitter transmitter(PacketLink link, PacketIoCounters counters) throws ErrnoException {
        // Without TSO super-frames go through the queueing discipline, and so must all others, or they overtake.
        boolean bypass = EthtoolFeatures.of(link.name()).tso() == Feature.ON;
        FrameSender sender =
                FrameSender.open(link.interfaceIndex(), bypass, options.transmitBytes(), FrameBatch.CAPACITY);
        undo.push(sender::close);
        if (options.transmit() == Transmit.MESSAGES) {
            return new MessageTransmitter(sender, counters);
        }
        RingSize size = RingSize.forMtu(link.mtu(), 2048, options.transmitSlots());
        TransmitRing ring = TransmitRing.open(link.interfaceIndex(), size, bypass, options.transmitBytes());
        undo.push(ring::close);
        return new RingTransmitter(ring, sender, counters);
    }

    /** The receive rings of a worker, in the order of the links. */
    List<ReceiveRing> rings(int worker) {
        return rings.get(worker);
    }

    /** Of all workers, in order. */
    List<AfPacketIo> engines() {
        return List.copyOf(engines);
    }

    /** Takes all of it back. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
