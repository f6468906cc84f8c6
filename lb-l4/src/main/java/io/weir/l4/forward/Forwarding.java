package io.weir.l4.forward;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.Rewrite;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.TcpTracker;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewServer;

/** Rewrites frames of known flows and sends them on, in both directions. */
final class Forwarding {
    private final Frame frame;
    private final PathCounters counters;
    private final Accounts accounts;
    private final Refusals refusals;
    private final Waiting waiting;
    private final TcpView tcp = new TcpView();

    Forwarding(Frame frame, PathCounters counters, Accounts accounts, Refusals refusals, Waiting waiting) {
        this.frame = frame;
        this.counters = counters;
        this.accounts = accounts;
        this.refusals = refusals;
        this.waiting = waiting;
    }

    /**
     * A frame of the client.
     *
     * @param first whether the flow was made for it
     */
    void toServer(FlowTable table, int slot, ViewServer server, boolean first) {
        long mac = server.station().mac();
        if (mac == Station.UNRESOLVED) {
            waiting.add(frame);
            return;
        }
        int mode = table.mode(slot);
        if (mode != FlowMode.DR && lastHop()) {
            return;
        }
        if (!fits(server.link())) {
            return;
        }
        table.clientStation(slot, frame.sourceMac(), frame.link());
        if (!first) {
            table.touch(slot, frame.now());
        }
        ParsedPacket packet = frame.packet;
        if (isTcpSegment(packet)) {
            trackClient(table, slot, server);
        } else if (!first) {
            trackDatagram(table, slot);
        }
        accounts.toServer(server, frame.bytes(), frame.packets());
        if (mode != FlowMode.DR) {
            Rewrite.decrementHopLimit(packet);
            rewriteToServer(table, slot, mode);
        }
        Rewrite.macs(packet, mac, frame.view().link(server.link()).mac());
        counters.toServer();
        frame.transmit(server.link());
    }

    private void rewriteToServer(FlowTable table, int slot, int mode) {
        ParsedPacket packet = frame.packet;
        if (mode == FlowMode.NAT) {
            Rewrite.destination(packet, table.serverHigh(slot), table.serverLow(slot), table.serverPort(slot));
        } else {
            Rewrite.endpoints(
                    packet,
                    table.sourceHigh(slot),
                    table.sourceLow(slot),
                    table.sourcePort(slot),
                    table.serverHigh(slot),
                    table.serverLow(slot),
                    table.serverPort(slot));
        }
    }

    /** A frame of the server. */
    void toClient(FlowTable table, int slot, ViewServer server) {
        int link = table.clientLink(slot);
        if (lastHop() || !fits(link)) {
            return;
        }
        table.touch(slot, frame.now());
        ParsedPacket packet = frame.packet;
        if (isTcpSegment(packet)) {
            track(table, slot, server, false);
        } else {
            trackDatagram(table, slot);
        }
        accounts.toClient(server, frame.bytes(), frame.packets());
        Rewrite.decrementHopLimit(packet);
        if (table.mode(slot) == FlowMode.SNAT) {
            Rewrite.endpoints(
                    packet,
                    table.vipHigh(slot),
                    table.vipLow(slot),
                    table.vipPort(slot),
                    table.clientHigh(slot),
                    table.clientLow(slot),
                    table.clientPort(slot));
        } else {
            Rewrite.source(packet, table.vipHigh(slot), table.vipLow(slot), table.vipPort(slot));
        }
        Rewrite.macs(packet, table.clientMac(slot), frame.view().link(link).mac());
        counters.toClient();
        frame.transmit(link);
    }

    private static boolean isTcpSegment(ParsedPacket packet) {
        return packet.protocol() == IpProtocol.TCP && packet.fragment() != ParsedPacket.FRAGMENT_LATER;
    }

    private void trackClient(FlowTable table, int slot, ViewServer server) {
        ParsedPacket packet = frame.packet;
        tcp.wrap(packet.segment(), packet.base() + packet.transportOffset());
        int flags = packet.tcpFlags();
        int occupied = packet.payloadLength() + (flags & TcpView.SYN) / TcpView.SYN + (flags & TcpView.FIN);
        table.numbers(slot, (int) tcp.sequenceNumber() + occupied, (int) tcp.acknowledgmentNumber());
        track(table, slot, server, true);
    }

    private void track(FlowTable table, int slot, ViewServer server, boolean fromClient) {
        int before = table.state(slot);
        int flags = frame.packet.tcpFlags();
        int after = TcpTracker.next(before, flags, fromClient, FlowMode.seesReplies(table.mode(slot)));
        if (after != before) {
            table.state(slot, after);
            accounts.changed(server, before, after, flags);
        }
    }

    private static void trackDatagram(FlowTable table, int slot) {
        if (table.state(slot) == FlowState.DATAGRAM_NEW) {
            table.state(slot, FlowState.DATAGRAM_STREAM);
        }
    }

    /** Whether no hop is left to go on; then the frame has its verdict. */
    private boolean lastHop() {
        if (frame.packet.hopLimit() <= 1) {
            refusals.hopLimit(frame);
            return true;
        }
        return false;
    }

    /** Whether the next link takes it; else the frame has its verdict. */
    private boolean fits(int link) {
        int mtu = frame.view().link(link).mtu();
        if (frame.packetLength() <= mtu) {
            return true;
        }
        refusals.tooBig(frame, mtu);
        return false;
    }
}
