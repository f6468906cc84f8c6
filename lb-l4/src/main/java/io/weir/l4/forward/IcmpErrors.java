package io.weir.l4.forward;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.Rewrite;
import io.weir.core.wire.RewriteInner;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewServer;

/**
 * Takes ICMP errors to the end of the flow that sent the packet they are about, with that packet as it was sent (RFC
 * 5508 section 4.2), so that path MTU discovery works through us (RFC 7690). An error does not touch its flow.
 */
final class IcmpErrors {
    private final Frame frame;
    private final PathCounters counters;
    private final Refusals refusals;

    IcmpErrors(Frame frame, PathCounters counters, Refusals refusals) {
        this.frame = frame;
        this.counters = counters;
        this.refusals = refusals;
    }

    void forward(FlowTable table) {
        ParsedPacket packet = frame.packet;
        int found = isForSenderOfInner(packet)
                ? table.find(
                        packet.innerProtocol(),
                        packet.innerDestinationHigh(),
                        packet.innerDestinationLow(),
                        packet.innerDestinationPort(),
                        packet.innerSourceHigh(),
                        packet.innerSourceLow(),
                        packet.innerSourcePort())
                : FlowTable.NONE;
        if (found == FlowTable.NONE) {
            unrelated();
            return;
        }
        int slot = FlowTable.slot(found);
        ViewServer server = frame.view().server(table.serverId(slot));
        if (server == null) {
            unrelated();
        } else if (table.mode(slot) != FlowMode.DR && packet.hopLimit() <= 1) {
            refusals.hopLimit(frame);
        } else if (FlowTable.isReply(found)) {
            toClient(table, slot);
        } else {
            toServer(table, slot, server);
        }
    }

    /** An error goes to whoever sent the packet it is about; anything else is made up (RFC 5508 section 4.1). */
    private static boolean isForSenderOfInner(ParsedPacket packet) {
        boolean ported = packet.innerProtocol() == IpProtocol.TCP || packet.innerProtocol() == IpProtocol.UDP;
        return ported
                && packet.destinationLow() == packet.innerSourceLow()
                && packet.destinationHigh() == packet.innerSourceHigh();
    }

    private void unrelated() {
        ParsedPacket packet = frame.packet;
        if (frame.view().vip(packet.destinationHigh(), packet.destinationLow(), frame.v6()) != null) {
            frame.drop(DropReason.ICMP_UNRELATED);
        } else {
            frame.pass();
        }
    }

    /** About a reply: the client, or a router before it, tells the server. */
    private void toServer(FlowTable table, int slot, ViewServer server) {
        ParsedPacket packet = frame.packet;
        long mac = server.station().mac();
        if (mac == Station.UNRESOLVED) {
            frame.drop(DropReason.UNRESOLVED);
            return;
        }
        int mode = table.mode(slot);
        if (mode != FlowMode.DR) {
            Rewrite.decrementHopLimit(packet);
            Rewrite.destination(packet, table.serverHigh(slot), table.serverLow(slot), 0);
        }
        if (mode == FlowMode.NAT) {
            RewriteInner.source(packet, table.serverHigh(slot), table.serverLow(slot), table.serverPort(slot));
        } else if (mode == FlowMode.SNAT) {
            RewriteInner.endpoints(
                    packet,
                    table.serverHigh(slot),
                    table.serverLow(slot),
                    table.serverPort(slot),
                    table.sourceHigh(slot),
                    table.sourceLow(slot),
                    table.sourcePort(slot));
        }
        Rewrite.macs(packet, mac, frame.view().link(server.link()).mac());
        counters.toServer();
        frame.transmit(server.link());
    }

    /** About a request: the server, or a router before it, tells the client. */
    private void toClient(FlowTable table, int slot) {
        ParsedPacket packet = frame.packet;
        boolean byServer = packet.sourceLow() == table.serverLow(slot) && packet.sourceHigh() == table.serverHigh(slot);
        Rewrite.decrementHopLimit(packet);
        Rewrite.endpoints(
                packet,
                byServer ? table.vipHigh(slot) : packet.sourceHigh(),
                byServer ? table.vipLow(slot) : packet.sourceLow(),
                0,
                table.clientHigh(slot),
                table.clientLow(slot),
                0);
        RewriteInner.endpoints(
                packet,
                table.clientHigh(slot),
                table.clientLow(slot),
                table.clientPort(slot),
                table.vipHigh(slot),
                table.vipLow(slot),
                table.vipPort(slot));
        int link = table.clientLink(slot);
        Rewrite.macs(packet, table.clientMac(slot), frame.view().link(link).mac());
        counters.toClient();
        frame.transmit(link);
    }
}
