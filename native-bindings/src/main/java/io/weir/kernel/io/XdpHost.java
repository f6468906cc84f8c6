package io.weir.kernel.io;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Hands frames of a batch to the host: with finished checksums, and super-frames as what they stand for. */
final class XdpHost implements AutoCloseable {
    private static final int ROOM = 16 * 1024;

    private final List<PacketLink> links;
    private final HostDelivery stack;
    private final Mapping mapping;
    private final PacketIoCounters counters;
    private final UnfinishedChecksums checksums = new UnfinishedChecksums();
    private final Segmenter segmenter = new Segmenter();
    private final HostBudget budget = new HostBudget(System.nanoTime());

    private XdpHost(List<PacketLink> links, HostDelivery stack, Mapping mapping, PacketIoCounters counters) {
        this.links = links;
        this.stack = stack;
        this.mapping = mapping;
        this.counters = counters;
    }

    /** Owns the stack from now on, also when it throws. */
    static XdpHost open(List<PacketLink> links, HostDelivery stack, PacketIoCounters counters) throws ErrnoException {
        try {
            return new XdpHost(links, stack, Mman.anonymous(ROOM, "a frame for the host"), counters);
        } catch (ErrnoException e) {
            stack.close();
            throw e;
        }
    }

    void pass(FrameBatch batch, int i) {
        MemorySegment segment = batch.segment(i);
        long base = batch.base(i);
        int length = batch.length(i);
        int link = batch.link(i);
        if (batch.segmentSize(i) == 0) {
            // The host would find an unfinished one wrong.
            boolean ignored = checksums.finish(segment, base, length);
            deliver(link, segment, base, length);
            return;
        }
        int mtu = links.get(link).mtu();
        if (!segmenter.begin(segment, base, length, batch.segmentSize(i), mtu) || !segmenter.fits(ROOM)) {
            counters.passRefused.add(1);
            return;
        }
        while (segmenter.left() > 0) {
            deliver(link, mapping.segment(), 0, segmenter.next(mapping.segment(), 0));
        }
    }

    private void deliver(int link, MemorySegment segment, long base, int length) {
        if (budget.take(System.nanoTime()) && stack.deliver(link, segment, base, length)) {
            counters.passed.add(1);
        } else {
            counters.passRefused.add(1);
        }
    }

    @Override
    public void close() {
        stack.close();
        mapping.close();
    }
}
