package io.weir.l4.forward;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.ParsedPacket;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.FragmentKey;
import io.weir.l4.flow.FragmentTable;
import io.weir.l4.flow.FrameReceiver;
import io.weir.l4.flow.HeldFragments;
import io.weir.l4.flow.OwnedCounter;
import io.weir.l4.view.ViewLink;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Sends later fragments, which have no ports, where the first of their datagram went. */
final class Fragments {
    /** A flag of a copy: the link was to finish its checksum. */
    static final int UNFINISHED = 1;
    /** The same: if nothing is known of the datagram, it was the host's own. */
    private static final int HOSTS = 2;

    private final Frame frame;
    private final FragmentTable known = new FragmentTable();
    private final HeldFragments held;
    private final FragmentKey key = new FragmentKey();
    /** Of the last first fragment; others wait for it until the frame in hand is done. */
    private final FragmentKey begun = new FragmentKey();

    private boolean replay;

    Fragments(Frame frame, MemorySegment memory) {
        this.frame = frame;
        this.held = new HeldFragments(memory, this::lost);
    }

    /** Datagrams forgotten before their time. */
    OwnedCounter evicted() {
        return known.evicted();
    }

    static long bytes() {
        return HeldFragments.bytes();
    }

    /** The frame in hand has met its flow; if it is a first fragment, the others follow it. */
    void begun(FlowTable table, int found) {
        if (frame.packet.fragment() == ParsedPacket.FRAGMENT_FIRST && table.live(FlowTable.slot(found))) {
            name(begun);
            known.put(begun, table, found, frame.now());
            replay = true;
        }
    }

    /** The frame in hand was given to another worker; if it was a first fragment, the others follow it. */
    void followed() {
        if (frame.packet.fragment() == ParsedPacket.FRAGMENT_FIRST) {
            name(begun);
            replay = true;
        }
    }

    /** As {@link FlowTable#find}, for a later fragment. */
    int flowOf(FlowTable table) {
        name(key);
        return known.find(key, table, frame.now());
    }

    /** Keeps a later fragment until the first comes, if it may be ours at all. */
    void hold() {
        ParsedPacket packet = frame.packet;
        boolean hosts = isForHost();
        if (!mayBeOurs()
                || (hosts && !frame.view().isSource(packet.destinationHigh(), packet.destinationLow(), frame.v6()))) {
            frame.pass();
            return;
        }
        name(key);
        int flags = (packet.checksumUnfinished() ? UNFINISHED : 0) | (hosts ? HOSTS : 0);
        if (held.hold(key, packet.segment(), packet.base(), packet.length(), frame.link(), flags, frame.now())) {
            frame.moved();
        } else {
            frame.drop(DropReason.FRAGMENTS_FULL);
        }
    }

    private boolean mayBeOurs() {
        ParsedPacket packet = frame.packet;
        return frame.view().vip(packet.destinationHigh(), packet.destinationLow(), frame.v6()) != null
                || frame.view().isServer(packet.sourceHigh(), packet.sourceLow(), frame.v6());
    }

    /** Whether it goes to an address of the host, which has it anyway. */
    private boolean isForHost() {
        ParsedPacket packet = frame.packet;
        List<ViewLink> links = frame.view().links();
        for (int i = 0; i < links.size(); i++) {
            IpAddress own = links.get(i).address(frame.v6());
            if (own != null && own.low() == packet.destinationLow() && own.high() == packet.destinationHigh()) {
                return true;
            }
        }
        return false;
    }

    /** Has those judged that waited for the first fragment just judged. */
    void release(FrameReceiver judge) {
        if (replay) {
            replay = false;
            held.replay(begun, frame.now(), judge);
        }
    }

    /** Forgets what is too old. */
    void expire() {
        held.expire(frame.now());
        known.expire(frame.now());
    }

    private void lost(MemorySegment segment, long base, int length, int link, int flags) {
        if ((flags & HOSTS) == 0) {
            frame.dropCopy(segment, base, length, DropReason.FRAGMENT_LOST);
        }
    }

    private void name(FragmentKey to) {
        ParsedPacket packet = frame.packet;
        to.datagram(frame.v6(), packet.protocol(), packet.identification())
                .between(packet.sourceHigh(), packet.sourceLow(), packet.destinationHigh(), packet.destinationLow());
    }
}
