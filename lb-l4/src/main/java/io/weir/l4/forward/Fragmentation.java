package io.weir.l4.forward;

import io.weir.core.wire.EthernetView;
import io.weir.core.wire.Ipv4Fragmenter;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.TransportChecksum;
import io.weir.core.wire.VlanView;
import io.weir.kernel.io.FrameBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends packets of IPv4 in fragments, where a link takes no whole one and the sender allows it. */
final class Fragmentation {
    private static final int LINK_HEADER = EthernetView.LENGTH + PacketParser.MAXIMUM_VLAN_TAGS * VlanView.LENGTH;

    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final MemorySegment scratch =
            Arena.ofAuto().allocate(FrameBatch.HEADROOM + FrameBatch.MAXIMUM_FRAME, Long.BYTES);

    /** Sends the frame in hand, rewritten already; that is its verdict. */
    void transmit(Frame frame, int link) {
        TransportChecksum.finish(frame.packet);
        int mtu = Math.min(frame.view().link(link).mtu(), FrameBatch.MAXIMUM_FRAME - LINK_HEADER);
        if (!fragmenter.begin(frame.packet, mtu)) {
            frame.drop(DropReason.TOO_BIG);
            return;
        }
        for (int length = fragmenter.next(scratch, FrameBatch.HEADROOM);
                length > 0;
                length = fragmenter.next(scratch, FrameBatch.HEADROOM)) {
            // What became of it is counted by the engine.
            boolean ignored = frame.io().send(link, scratch, FrameBatch.HEADROOM, length);
        }
        frame.moved();
    }
}
