package io.weir.l4.forward;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameBatch;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.L4View;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewServer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tells both ends of a TCP flow that it is over. The numbers are the furthest that the client has sent. An end that
 * expects another one answers with a challenge acknowledgment (RFC 5961 section 3) or, when it is ahead, not at all. The
 * client's meets no flow and is reset exactly. A server's leads to nobody: with segments of the client lost between us
 * and it, it finds out by its own timers.
 */
final class Resets {
    private static final int BYTES = 128;

    private final Frame frame;
    private final PacketBuilder builder = new PacketBuilder();
    private final MemorySegment scratch = Arena.ofAuto().allocate(FrameBatch.HEADROOM + BYTES, Long.BYTES);

    Resets(Frame frame) {
        this.frame = frame;
    }

    void send(FlowTable table, int slot, ViewServer server) {
        if (table.protocol(slot) != IpProtocol.TCP || !FlowState.holdsPlace(table.state(slot))) {
            return;
        }
        L4View view = frame.view();
        toClient(table, slot, view);
        if (server.station().mac() != Station.UNRESOLVED) {
            toServer(table, slot, server, view);
        }
    }

    private void toClient(FlowTable table, int slot, L4View view) {
        int link = table.clientLink(slot);
        builder.start(scratch, FrameBatch.HEADROOM)
                .ethernet(table.clientMac(slot), view.link(link).mac());
        addresses(table.isV6(), table.vipHigh(slot), table.vipLow(slot), table.clientHigh(slot), table.clientLow(slot));
        boolean unanswered = table.state(slot) == FlowState.SYN_SENT;
        builder.tcp(table.vipPort(slot), table.clientPort(slot), unanswered ? TcpView.RST | TcpView.ACK : TcpView.RST);
        if (unanswered) {
            builder.acknowledgment(table.lastSequence(slot));
        } else {
            builder.sequence(table.lastAcknowledgment(slot));
        }
        frame.io().send(link, scratch, FrameBatch.HEADROOM, builder.build());
    }

    private void toServer(FlowTable table, int slot, ViewServer server, L4View view) {
        int mode = table.mode(slot);
        boolean translated = mode == FlowMode.SNAT;
        boolean direct = mode == FlowMode.DR;
        builder.start(scratch, FrameBatch.HEADROOM)
                .ethernet(server.station().mac(), view.link(server.link()).mac());
        addresses(
                table.isV6(),
                translated ? table.sourceHigh(slot) : table.clientHigh(slot),
                translated ? table.sourceLow(slot) : table.clientLow(slot),
                direct ? table.vipHigh(slot) : table.serverHigh(slot),
                direct ? table.vipLow(slot) : table.serverLow(slot));
        builder.tcp(
                        translated ? table.sourcePort(slot) : table.clientPort(slot),
                        direct ? table.vipPort(slot) : table.serverPort(slot),
                        TcpView.RST)
                .sequence(table.lastSequence(slot));
        frame.io().send(server.link(), scratch, FrameBatch.HEADROOM, builder.build());
    }

    private void addresses(boolean v6, long fromHigh, long fromLow, long toHigh, long toLow) {
        if (v6) {
            builder.ipv6(fromHigh, fromLow, toHigh, toLow);
        } else {
            builder.ipv4((int) fromLow, (int) toLow);
        }
    }
}
