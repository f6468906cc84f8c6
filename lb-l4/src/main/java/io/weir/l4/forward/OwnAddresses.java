package io.weir.l4.forward;

import io.weir.core.wire.Answers;
import io.weir.core.wire.ArpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.ParsedPacket;
import io.weir.kernel.io.FrameBatch;
import io.weir.l4.view.Vip;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Speaks for the VIPs, which the kernel does not know: ARP, neighbour solicitations, echoes. */
final class OwnAddresses {
    private final Answers answers;
    private final PathCounters counters;
    private final MemorySegment scratch =
            Arena.ofAuto().allocate(FrameBatch.HEADROOM + Answers.MAXIMUM_LENGTH, Long.BYTES);
    private final ArpView arp = new ArpView();
    private final Icmpv6View icmp = new Icmpv6View();

    OwnAddresses(Answers answers, PathCounters counters) {
        this.answers = answers;
        this.counters = counters;
    }

    /** The host sees every ARP packet too: it keeps its own neighbours. */
    void arp(Frame frame) {
        ParsedPacket packet = frame.packet;
        arp.wrap(packet.segment(), packet.base() + packet.networkOffset());
        Vip vip = frame.view().vip(0, packet.destinationLow(), false);
        boolean asked = arp.operation() == ArpView.REQUEST && isOn(vip, frame.link());
        // A gratuitous request asks for nothing.
        if (asked && packet.sourceLow() != packet.destinationLow()) {
            send(frame, answers.arpReply(packet, mac(frame), scratch, FrameBatch.HEADROOM));
        }
        frame.pass();
    }

    /** Whether it was a solicitation for a VIP, which has its verdict then. */
    boolean solicited(Frame frame) {
        ParsedPacket packet = frame.packet;
        if (packet.icmpType() != Icmpv6View.NEIGHBOR_SOLICITATION
                || packet.transportLength() < Icmpv6View.NEIGHBOR_LENGTH) {
            return false;
        }
        icmp.wrap(packet.segment(), packet.base() + packet.transportOffset());
        Vip vip = frame.view().vip(icmp.targetHigh(), icmp.targetLow(), true);
        if (!isOn(vip, frame.link())) {
            return false;
        }
        send(frame, answers.neighborAdvertisement(packet, mac(frame), scratch, FrameBatch.HEADROOM));
        frame.pass();
        return true;
    }

    /** An echo request to a VIP comes back as its reply. */
    void echo(Frame frame) {
        int length = answers.echoReply(frame.packet);
        if (length > 0) {
            counters.answered();
            frame.transmit(frame.link());
        } else {
            frame.drop(DropReason.NOT_SERVED);
        }
    }

    private static boolean isOn(@Nullable Vip vip, int link) {
        return vip != null && vip.link() == link;
    }

    private static long mac(Frame frame) {
        return frame.view().link(frame.link()).mac();
    }

    private void send(Frame frame, int length) {
        if (length > 0) {
            counters.answered();
            frame.io().send(frame.link(), scratch, FrameBatch.HEADROOM, length);
        }
    }
}
