package io.weir.kernel.io;

import io.weir.kernel.packet.ReceiveRing;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EventFd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.Pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Frames over packet sockets, on any interface of any driver. The kernel's own stack sees every frame too: it is a
 * copy that is received, and {@link FrameBatch#PASS} leaves nothing to do. See docs/adr/0006-af-packet.md.
 */
public final class AfPacketIo implements PacketIo {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<PacketLink> links;
    private final ReceiveQueue[] receivers;
    private final Transmitter[] transmitters;
    private final LargeFrames large;
    private final EventFd event;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final MemorySegment pollfds;
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
        this.pollfds = Arena.ofAuto().allocate(Pollfd.SIZEOF * (links.size() + 1), Integer.BYTES);
        for (int i = 0; i < this.receivers.length; i++) {
            Pollfd.set(pollfds, i * Pollfd.SIZEOF, this.receivers[i].ring().fd(), Pollfd.POLLIN);
        }
        Pollfd.set(pollfds, this.receivers.length * Pollfd.SIZEOF, event.fd(), Pollfd.POLLIN);
    }

    /**
     * Opens one for a single worker, in the network namespace of the calling thread; it refuses all frames until
     * {@link #begin}. Needs CAP_NET_RAW; the sizes beyond
     * the host's limits need CAP_NET_ADMIN.
     *
     * @param links at least one, each once; up
     */
    public static AfPacketIo open(List<PacketLink> links, AfPacketOptions options) throws ErrnoException {
        AfPacketOpening opening = new AfPacketOpening(links, options);
        try {
            opening.openWorker();
            for (ReceiveRing ring : opening.rings(0)) {
                ring.start();
            }
            return opening.engines().getFirst();
        } catch (ErrnoException e) {
            opening.close();
            throw e;
        }
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
        if (!woken.get()) {
            long millis = Math.ceilDiv(Math.max(timeoutNanos, 0), NANOS_PER_MILLI);
            // EINTR ends the wait early, which is allowed.
            int ready = FrameCalls.poll(pollfds, (int) Math.min(millis, Integer.MAX_VALUE));
            if (ready > 0) {
                clearErrors();
            }
        }
        // In this order: a wakeup in between sets the flag again, and the next wait does not begin.
        if (woken.getAndSet(false)) {
            event.reset();
        }
    }

    private void clearErrors() {
        for (int i = 0; i < receivers.length; i++) {
            if ((Pollfd.revents(pollfds, i * Pollfd.SIZEOF) & Pollfd.POLLERR) != 0) {
                receivers[i].ring().clearError();
            }
        }
    }

    @Override
    public void wakeup() {
        if (!woken.getAndSet(true)) {
            event.signal();
        }
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
