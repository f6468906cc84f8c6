package io.weir.l4.forward;

import io.weir.core.wire.Ipv6View;
import io.weir.core.wire.ParsedPacket;
import io.weir.kernel.io.PacketIo;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.FragmentKey;
import io.weir.l4.flow.FragmentTable;
import io.weir.l4.flow.FrameReceiver;
import io.weir.l4.flow.SpscFrameRing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;

/**
 * One worker's end of the rings between workers: gives away frames whose flow another one owns, and takes those that
 * are its own. Where the kernel steers by our program, only fragments, ICMP errors and what is behind IPv6 extension
 * headers reach the wrong worker; where the interface distributes frames ({@link PacketIo#steered}), any may.
 */
public final class Handover {
    private static final int CAPACITY = 256;
    private static final int BATCH = 64;
    private static final int UNFINISHED = 1;

    private final int worker;
    private final List<SpscFrameRing> to;
    private final List<SpscFrameRing> from;
    private final FragmentTable fragmentOwners = new FragmentTable();
    private final FragmentKey key = new FragmentKey();
    private IntConsumer gift = owner -> {};

    private Handover(int worker, List<SpscFrameRing> to, List<SpscFrameRing> from) {
        this.worker = worker;
        this.to = to;
        this.from = from;
    }

    /** The ends of each of some workers. */
    public static List<Handover> among(int workers, LongFunction<MemorySegment> memory) {
        List<List<SpscFrameRing>> rings = new ArrayList<>();
        for (int giver = 0; giver < workers; giver++) {
            List<SpscFrameRing> of = new ArrayList<>();
            for (int taker = 0; taker < workers && workers > 1; taker++) {
                of.add(new SpscFrameRing(CAPACITY, memory.apply(SpscFrameRing.bytes(CAPACITY))));
            }
            rings.add(of);
        }
        List<Handover> ends = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            int own = worker;
            List<SpscFrameRing> from = workers == 1
                    ? List.of()
                    : rings.stream().map(of -> of.get(own)).toList();
            ends.add(new Handover(worker, rings.get(worker), from));
        }
        return ends;
    }

    /** Whom to tell that a frame waits for it; by number. Before the worker starts. */
    public void onGift(IntConsumer listener) {
        gift = listener;
    }

    /** Whether the frame in hand was another worker's, and has its verdict. */
    boolean gave(Frame frame) {
        if (to.isEmpty() || frame.handedOver()) {
            return false;
        }
        ParsedPacket packet = frame.packet;
        boolean fragment = packet.fragment() != ParsedPacket.FRAGMENT_NONE;
        if (frame.io().steered()
                && !fragment
                && packet.icmpKind() != ParsedPacket.ICMP_ERROR
                && !isBehindExtensions(packet)) {
            return false;
        }
        int owner = fragment ? fragmentOwner(frame) : Steering.owner(packet, frame.view(), to.size());
        if (owner == worker || owner == FlowTable.NONE) {
            return false;
        }
        int flags = packet.checksumUnfinished() ? UNFINISHED : 0;
        // A copy would forget that it stands for several packets.
        boolean single = !frame.isSuperFrame();
        if (single && to.get(owner).offer(packet.segment(), packet.base(), packet.length(), frame.link(), flags)) {
            frame.moved();
            gift.accept(owner);
        } else {
            frame.drop(DropReason.HANDOVER_FULL);
        }
        return true;
    }

    /** The kernel's program finds no ports there. */
    private static boolean isBehindExtensions(ParsedPacket packet) {
        return packet.family() == ParsedPacket.FAMILY_IPV6
                && packet.transportOffset() - packet.networkOffset() > Ipv6View.LENGTH;
    }

    private int fragmentOwner(Frame frame) {
        ParsedPacket packet = frame.packet;
        key.datagram(frame.v6(), packet.protocol(), packet.identification())
                .between(packet.sourceHigh(), packet.sourceLow(), packet.destinationHigh(), packet.destinationLow());
        if (packet.fragment() == ParsedPacket.FRAGMENT_LATER) {
            return fragmentOwners.worker(key, frame.now());
        }
        int owner = Steering.owner(packet, frame.view(), to.size());
        fragmentOwners.putWorker(key, owner, frame.now());
        return owner;
    }

    /** Frames that found a ring full. */
    long full() {
        return to.stream().mapToLong(ring -> ring.full().value()).sum();
    }

    /** Frames that were too large for a ring. */
    long tooLarge() {
        return to.stream().mapToLong(ring -> ring.tooLarge().value()).sum();
    }

    /** Has frames judged that others have given. Returns whether there may be more. */
    boolean take(FrameReceiver judge) {
        boolean more = false;
        for (int i = 0; i < from.size(); i++) {
            more |= from.get(i).drain(BATCH, judge) == BATCH;
        }
        return more;
    }
}
