package io.weir.l4.forward;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.Ipv4Fragmenter;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.Rewrite;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewServer;

/** Rewrites frames of known flows and sends them on, in both directions. */
final class Forwarding {
    private final Frame frame;
    private final PathCounters counters;
    private final Accounts accounts;
    private final Refusals refusals;
    private final Waiting waiting;
    private final TcpSteps steps;
    private final Fragmentation cuts = new Fragmentation();
    /** Whether the frame in hand leaves in fragments. */
    private boolean cut;

    Forwarding(Frame frame, PathCounters counters, Accounts accounts, Refusals refusals, Waiting waiting) {
        this.frame = frame;
        this.counters = counters;
        this.accounts = accounts;
        this.refusals = refusals;
        this.waiting = waiting;
        this.steps = new TcpSteps(frame, accounts);
    }

    /**
     * A frame of the client.
     *
     * @param first whether the flow was made for it
     */
    void toServer(FlowTable table, int slot, ViewServer server, boolean first) {
        long mac = server.station().mac();
        if (mac == Station.UNRESOLVED) {
            waiting.add();
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
            steps.ofClient(table, slot, server, first);
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
        transmit(server.link());
    }

    private void transmit(int link) {
        if (cut) {
            cuts.transmit(frame, link);
        } else {
            frame.transmit(link);
        }
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
            steps.ofServer(table, slot, server);
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
        transmit(link);
    }

    private static boolean isTcpSegment(ParsedPacket packet) {
        return packet.protocol() == IpProtocol.TCP && packet.fragment() != ParsedPacket.FRAGMENT_LATER;
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

    /** Whether the next link takes it, whole or cut; else the frame has its verdict. */
    private boolean fits(int link) {
        int mtu = frame.view().link(link).mtu();
        cut = frame.packetLength() > mtu;
        if (!cut || (Ipv4Fragmenter.mayCut(frame.packet) && !frame.isSuperFrame())) {
            return true;
        }
        if (frame.packetLength() > frame.view().link(frame.link()).mtu()) {
            // Several packets that came as one, of a protocol that cannot be cut: their sender has done nothing wrong.
            frame.drop(DropReason.TOO_BIG);
        } else {
            refusals.tooBig(frame, mtu);
        }
        return false;
    }
}
