package io.weir.kernel.io;

import io.weir.kernel.xdp.Umem;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Frames over AF_XDP sockets, one for each queue of each link, on one memory: a frame leaves by another link from where
 * it was received. The host sees only what the program on the link leaves to it, and what is passed to it here. See
 * docs/adr/0009-af-xdp-engine.md.
 */
public final class XdpPacketIo implements PacketIo {
    /** Receives between two looks at what the kernel counted; a power of two. */
    private static final int COUNT_EACH = 64;

    private final List<PacketLink> links;
    private final boolean steered;
    private final XdpMemory memory;
    private final XdpReceiver[] receivers;
    private final XdpTransmitter[] transmitters;
    private final XdpHost host;
    private final Umem umem;
    private final PollWait wait;
    private final PacketIoCounters counters;
    private int first;
    private int receives;

    /**
     * On sockets that are open.
     *
     * @param memory owns the sockets and what else is to be closed
     * @param transmitters of each link
     */
    XdpPacketIo(
            List<PacketLink> links,
            boolean steered,
            XdpMemory memory,
            List<XdpReceiver> receivers,
            List<XdpTransmitter> transmitters,
            XdpHost host) {
        this.links = List.copyOf(links);
        this.steered = steered;
        this.memory = memory;
        this.receivers = receivers.toArray(XdpReceiver[]::new);
        this.transmitters = transmitters.toArray(XdpTransmitter[]::new);
        this.host = host;
        this.umem = memory.umem();
        this.counters = memory.counters();
        this.wait = new PollWait(
                receivers.stream().map(receiver -> receiver.socket().fd()).toList(), memory.event());
    }

    /** Gives the kernel memory to receive into: before frames come. */
    void fill() {
        for (XdpReceiver receiver : receivers) {
            receiver.refill();
        }
    }

    /** Chunks that are neither free nor a receiver's, between batches: those being sent. */
    int chunksInUse() {
        int used = umem.chunks() - umem.free();
        for (XdpReceiver receiver : receivers) {
            used -= receiver.out();
        }
        return used;
    }

    @Override
    public List<PacketLink> links() {
        return links;
    }

    @Override
    public boolean hostHasCopy() {
        return false;
    }

    @Override
    public boolean steered() {
        return steered;
    }

    @Override
    public boolean finishedChecksums() {
        return false;
    }

    @Override
    public int receive(FrameBatch batch) {
        batch.clear();
        receives++;
        boolean count = (receives & (COUNT_EACH - 1)) == 0;
        // Another queue comes first each time, so that one under flood leaves room for the others.
        int queue = first;
        for (int i = 0; i < receivers.length; i++) {
            XdpReceiver receiver = receivers[queue];
            receiver.receive(batch);
            receiver.refill();
            if (count) {
                receiver.count();
            }
            queue = after(queue);
        }
        first = after(first);
        return batch.size();
    }

    private int after(int queue) {
        return queue + 1 == receivers.length ? 0 : queue + 1;
    }

    @Override
    public void complete(FrameBatch batch) {
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            long token = batch.token(i);
            if (batch.verdict(i) == FrameBatch.TRANSMIT) {
                transmit(batch, i, token);
                continue;
            }
            if (batch.verdict(i) == FrameBatch.PASS) {
                host.pass(batch, i);
            }
            if (token != FrameBatch.FOREIGN) {
                umem.give(token);
            }
        }
        batch.clear();
    }

    private void transmit(FrameBatch batch, int i, long token) {
        XdpTransmitter transmitter = transmitters[batch.transmitLink(i)];
        if (token != FrameBatch.FOREIGN) {
            transmitter.give(batch.base(i), batch.length(i), batch.segmentSize(i));
            return;
        }
        // What became of the frame is counted.
        boolean ignored = transmitter.copy(batch.segment(i), batch.base(i), batch.length(i), batch.segmentSize(i));
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        return transmitters[link].copy(segment, base, length, 0);
    }

    @Override
    public void flush() {
        for (int i = 0; i < transmitters.length; i++) {
            transmitters[i].flush();
        }
    }

    @Override
    public void await(long timeoutNanos) {
        for (int i = 0; i < receivers.length; i++) {
            receivers[i].count();
        }
        // Nothing is to be done about an error of a socket here: what it lost is counted.
        boolean ignored = wait.await(timeoutNanos);
    }

    @Override
    public void wakeup() {
        wait.wakeup();
    }

    @Override
    public PacketIoCounters counters() {
        return counters;
    }

    /** Frames of the queues are the host's again. */
    @Override
    public void close() {
        memory.close();
    }
}
