package io.weir.kernel.io;

import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.EventFd;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Frames over packet sockets, on any interface of any driver. The kernel's own stack sees every frame too: it is a
 * copy that is received, and {@link FrameBatch#PASS} leaves nothing to do. See docs/adr/0006-af-packet.md.
 */
public final class AfPacketIo implements PacketIo {
    private final List<PacketLink> links;
    private final ReceiveQueue[] receivers;
    private final Transmitter[] transmitters;
    private final LargeFrames large;
    private final EventFd event;
    private final PollWait wait;
    private final PacketIoCounters counters;
    private int first;

    AfPacketIo(
            List<PacketLink> links,
            List<ReceiveQueue> receivers,
            List<Transmitter> transmitters,
            LargeFrames large,
            EventFd event,
            PacketIoCounters counters) {
        this.links = List.copyOf(links);
        this.receivers = receivers.toArray(ReceiveQueue[]::new);
        this.transmitters = transmitters.toArray(Transmitter[]::new);
        this.large = large;
        this.event = event;
        this.counters = counters;
        this.wait = new PollWait(
                receivers.stream().map(receiver -> receiver.ring().fd()).toList(), event);
    }

    @Override
    public List<PacketLink> links() {
        return links;
    }

    @Override
    public void begin() {
        for (ReceiveQueue receiver : receivers) {
            receiver.begin();
        }
    }

    @Override
    public int receive(FrameBatch batch) {
        batch.clear();
        // Another link comes first each time, so that one under flood leaves room for the others.
        int link = first;
        for (int i = 0; i < receivers.length; i++) {
            receivers[link].receive(batch);
            link = after(link);
        }
        first = after(first);
        return batch.size();
    }

    private int after(int link) {
        return link + 1 == receivers.length ? 0 : link + 1;
    }

    @Override
    public void complete(FrameBatch batch) {
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            if (batch.verdict(i) == FrameBatch.TRANSMIT) {
                transmit(batch, i);
            }
        }
        for (int i = 0; i < transmitters.length; i++) {
            transmitters[i].settle();
        }
        for (int i = 0; i < size; i++) {
            if (batch.token(i) != FrameBatch.FOREIGN) {
                receivers[batch.link(i)].release(batch.token(i));
            }
        }
        batch.clear();
    }

    private void transmit(FrameBatch batch, int i) {
        MemorySegment segment = batch.segment(i);
        long base = batch.base(i);
        int length = batch.length(i);
        if (length != batch.receivedLength(i)) {
            // Offsets and sizes of the header no longer hold.
            VirtioNetHdr.clear(segment, base - VirtioNetHdr.SIZEOF);
        }
        transmitters[batch.transmitLink(i)].add(segment, base, length);
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        VirtioNetHdr.clear(segment, base - VirtioNetHdr.SIZEOF);
        return transmitters[link].send(segment, base, length);
    }

    @Override
    public void flush() {
        for (int i = 0; i < transmitters.length; i++) {
            transmitters[i].flush();
        }
    }

    @Override
    public void await(long timeoutNanos) {
        if (wait.await(timeoutNanos)) {
            clearErrors();
        }
    }

    private void clearErrors() {
        for (int i = 0; i < receivers.length; i++) {
            if (wait.failed(i)) {
                receivers[i].ring().clearError();
            }
        }
    }

    @Override
    public void wakeup() {
        wait.wakeup();
    }

    @Override
    public PacketIoCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        for (ReceiveQueue receiver : receivers) {
            receiver.close();
        }
        for (Transmitter transmitter : transmitters) {
            transmitter.close();
        }
        large.close();
        event.close();
    }
}
