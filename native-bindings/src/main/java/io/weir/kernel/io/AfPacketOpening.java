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
import java.util.ArrayList;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
final class AfPacketOpening extends PacketSocketOpening {
    private final AfPacketOptions options;

    AfPacketOpening(List<PacketLink> links, AfPacketOptions options) {
        super(links);
        this.options = options;
    }

    @Override
    void openWorker() throws ErrnoException {
        PacketIoCounters counters = new PacketIoCounters();
        LargeFrames large = LargeFrames.open();
        undoBy(large::close);
        EventFd event = EventFd.open("worker's wakeup");
        undoBy(event::close);
        List<ReceiveRing> own = new ArrayList<>();
        List<ReceiveQueue> receivers = new ArrayList<>();
        List<Transmitter> transmitters = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            PacketLink packetLink = links.get(link);
            RingSize size = RingSize.forMtu(packetLink.mtu(), options.slotBytes(), options.receiveSlots());
            ReceiveRing ring = ReceiveRing.open(packetLink.interfaceIndex(), size, options.largeBytes());
            undoBy(ring::close);
            own.add(ring);
            receivers.add(new ReceiveQueue(link, ring, large, counters));
            transmitters.add(transmitter(packetLink, counters));
        }
        opened(new AfPacketIo(links, receivers, transmitters, large, event, counters), own);
    }

    private Transmitter transmitter(PacketLink link, PacketIoCounters counters) throws ErrnoException {
        // Without TSO super-frames go through the queueing discipline, and so must all others, or they overtake.
        boolean bypass = EthtoolFeatures.of(link.name()).tso() == Feature.ON;
        FrameSender sender =
                FrameSender.open(link.interfaceIndex(), bypass, options.transmitBytes(), FrameBatch.CAPACITY);
        undoBy(sender::close);
        if (options.transmit() == Transmit.MESSAGES) {
            return new MessageTransmitter(sender, counters);
        }
        RingSize size = RingSize.forMtu(link.mtu(), 2048, options.transmitSlots());
        TransmitRing ring = TransmitRing.open(link.interfaceIndex(), size, bypass, options.transmitBytes());
        undoBy(ring::close);
        return new RingTransmitter(ring, sender, counters);
    }
}
