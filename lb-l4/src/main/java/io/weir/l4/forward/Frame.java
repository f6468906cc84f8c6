package io.weir.l4.forward;

import io.weir.core.wire.EthernetView;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TransportChecksum;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.PacketIo;
import io.weir.l4.view.L4View;
import java.lang.foreign.MemorySegment;

/**
 * The frame that a worker has in its hands, parsed, with the view it is judged by. One per worker, filled again for
 * every frame. A frame is one of a batch, or a copy that had to wait; both get exactly one verdict here.
 */
final class Frame {
    /** Not in a batch. */
    static final int COPY = -1;

    final ParsedPacket packet = new ParsedPacket();

    private final PathCounters counters;
    private final EthernetView ethernet = new EthernetView();
    private PacketIo io;
    private FrameBatch batch;
    private int index;
    private L4View view;
    private int now;
    private int beginning;
    private boolean begun;
    private int link;
    private int segmentSize;
    private boolean handedOver;
    /** Whether the engine cannot tell which checksums are unfinished. */
    private boolean unfinishedUnknown;

    private boolean hostHasCopy;

    Frame(PathCounters counters, PacketIo io, FrameBatch batch, L4View view) {
        this.counters = counters;
        this.io = io;
        this.unfinishedUnknown = !io.finishedChecksums();
        this.hostHasCopy = io.hostHasCopy();
        this.batch = batch;
        this.view = view;
    }

    /** Where copies leave, from now on. */
    void io(PacketIo next) {
        io = next;
        unfinishedUnknown = !next.finishedChecksums();
        hostHasCopy = next.hostHasCopy();
    }

    /** Judges the following frames by this view, at this time in ticks. */
    void moment(L4View current, int ticks) {
        view = current;
        now = ticks;
        if (!begun) {
            begun = true;
            beginning = ticks;
        }
    }

    /** Takes frame {@code i} of a batch. Returns what the parser says. */
    int take(FrameBatch from, int i) {
        batch = from;
        index = i;
        handedOver = false;
        return parse(
                from.segment(i),
                from.base(i),
                from.length(i),
                from.link(i),
                from.segmentSize(i),
                from.checksumUnfinished(i));
    }

    /**
     * Takes a copy, with {@link FrameBatch#HEADROOM} bytes in front of it. Returns what the parser says.
     *
     * @param byOwner whether another worker has found that it is this one's
     */
    int takeCopy(
            MemorySegment segment, long base, int length, int fromLink, boolean checksumUnfinished, boolean byOwner) {
        index = COPY;
        handedOver = byOwner;
        return parse(segment, base, length, fromLink, 0, checksumUnfinished);
    }

    private int parse(
            MemorySegment segment, long base, int length, int fromLink, int payloadOfEach, boolean checksumUnfinished) {
        link = fromLink;
        segmentSize = payloadOfEach;
        int code = PacketParser.parse(segment, base, length, packet);
        packet.checksumUnfinished(checksumUnfinished);
        if (unfinishedUnknown && payloadOfEach == 0 && code == ParseCode.OK) {
            TransportChecksum.finishIfUnfinished(packet);
        }
        ethernet.wrap(segment, base);
        return code;
    }

    PacketIo io() {
        return io;
    }

    L4View view() {
        return view;
    }

    int now() {
        return now;
    }

    /** Ticks since the first frame could be judged. */
    int age() {
        return now - beginning;
    }

    int link() {
        return link;
    }

    /** Its place in the batch, or {@link #COPY}. */
    int place() {
        return index;
    }

    boolean v6() {
        return packet.family() == ParsedPacket.FAMILY_IPV6;
    }

    boolean handedOver() {
        return handedOver;
    }

    /** Whether it stands for several packets (GSO, GRO). */
    boolean isSuperFrame() {
        return segmentSize != 0;
    }

    /** Bytes of the IP packet, or of the largest packet that a super-frame stands for. */
    int packetLength() {
        int whole = packet.networkEnd() - packet.networkOffset();
        return segmentSize == 0
                ? whole
                : Math.min(whole, packet.payloadOffset() - packet.networkOffset() + segmentSize);
    }

    /** Bytes of the IP packet or packets as one. */
    int bytes() {
        return packet.networkEnd() - packet.networkOffset();
    }

    /** How many packets it stands for. */
    int packets() {
        return segmentSize == 0 ? 1 : Math.max(1, (packet.payloadLength() + segmentSize - 1) / segmentSize);
    }

    long sourceMac() {
        return ethernet.sourceAddress();
    }

    /** Whether it is addressed to us, or to a group. */
    boolean isForThisStation() {
        if (link >= view.links().size()) {
            // Queues are opened before the view that knows their link is in force.
            return false;
        }
        long destination = ethernet.destinationAddress();
        return destination == view.link(link).mac() || ((destination >>> 40) & 1) != 0;
    }

    void transmit(int outLink) {
        if (index == COPY) {
            // A copy has no header that would tell the link to finish it.
            TransportChecksum.finish(packet);
            io.send(outLink, packet.segment(), packet.base(), packet.length());
        } else {
            batch.transmit(index, outLink);
        }
    }

    /** Leaves it to the host. A copy was ours already when it was made, so nobody misses it. */
    void pass() {
        counters.passed();
        if (index == COPY) {
            return;
        }
        if (hostHasCopy || mayBeTheHosts()) {
            batch.pass(index);
        } else {
            batch.taken(index);
        }
    }

    /** Of what a filter in front takes from the host, all else is hidden from the host in any case. */
    private boolean mayBeTheHosts() {
        return packet.fragment() == ParsedPacket.FRAGMENT_LATER || packet.icmpKind() == ParsedPacket.ICMP_ERROR;
    }

    void drop(int reason) {
        counters.dropped(reason);
        if (index == COPY) {
            io.dropped(packet.segment(), packet.base(), packet.length(), reason);
        } else {
            batch.drop(index, reason);
        }
    }

    /** A copy that was never judged again is dropped. */
    void dropCopy(MemorySegment segment, long base, int length, int reason) {
        counters.dropped(reason);
        io.dropped(segment, base, length, reason);
    }

    /** It has been copied elsewhere and is counted there. */
    void moved() {
        if (index != COPY) {
            batch.taken(index);
        }
    }
}
