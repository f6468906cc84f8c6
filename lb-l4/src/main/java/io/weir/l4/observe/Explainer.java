package io.weir.l4.observe;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Protocol;
import io.weir.kernel.io.FrameBatch;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.NewFlow;
import io.weir.l4.forward.DropReason;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.forward.Steering;
import io.weir.l4.observe.Explanation.Verdict;
import io.weir.l4.observe.PacketQuestion.Kind;
import io.weir.l4.plane.Whereabouts;
import io.weir.l4.view.L4View;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers what would become of a packet. The packet path itself is asked, with a frame made up, an engine in memory and
 * copies of the figures; the flow it belongs to, if there is one, is copied from its worker.
 */
final class Explainer {
    private final Snapshot snapshot;
    private final L4View view;
    private final Optional<Workers> workers;
    private final Whereabouts.Finder whereabouts;
    private final int now;

    Explainer(Snapshot snapshot, L4View view, Optional<Workers> workers, Whereabouts.Finder whereabouts, int now) {
        this.whereabouts = whereabouts;
        this.snapshot = snapshot;
        this.view = view;
        this.workers = workers;
        this.now = now;
    }

    /** A worker's flow. */
    private record Known(NewFlow flow, FlowRow row, int serverId, long mac, int link, boolean reply, boolean over) {}

    Explanation explain(PacketQuestion packet) throws IOException {
        ExplanationBuilder result = new ExplanationBuilder(packet);
        Known known = packet.protocol() == Kind.ICMP ? null : known(packet);
        IpAddress to = packet.destination();
        Vip vip = view.vip(to.high(), to.low(), to.v6());
        if (known == null && vip == null) {
            return notOurs(packet, result);
        }
        Whereabouts from = whereabouts.of(packet.source());
        if (known == null && from.own()) {
            return fromHere(packet, result);
        }
        ViewService service = vip == null ? null : service(vip, packet);
        ViewServer server = known == null ? null : view.server(known.serverId());
        int worker = workers.map(all -> Steering.ofClient(
                        packet.source().high(),
                        packet.source().low(),
                        packet.protocol() == Kind.TCP ? packet.sourcePort() : 0,
                        all.count()))
                .orElse(0);
        int link = known != null ? known.link() : Arrival.link(view, from, vip, result);
        try (Scratch scratch = new Scratch(ScratchView.of(view, service, server), worker, now)) {
            if (known != null) {
                scratch.know(packet.v6(), known.flow());
                result.flow(known.row(), known.reply());
            }
            Long mac = known == null || known.reply() ? null : (Long) known.mac();
            scratch.arrive(packet, Math.max(0, link), mac, known == null || known.over());
            result.arrives(scratch.arrived());
            scratch.decide();
            return verdict(packet, scratch, result, service, known, from);
        }
    }

    /** From this host itself to a VIP: it never comes in by a link. */
    private Explanation fromHere(PacketQuestion packet, ExplanationBuilder result) {
        return result.is(
                Verdict.HOST,
                packet.source() + " is this host's own, and Weir carries only what comes in by its interfaces: a"
                        + " connection from here to a layer 4 VIP gets no answer");
    }

    private @Nullable Known known(PacketQuestion packet) {
        return workers.flatMap(all -> all.ask(path -> known(path, packet)).stream()
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElse(null);
    }

    private Optional<Known> known(Pipeline path, PacketQuestion packet) {
        FlowTable table = path.flows(packet.v6());
        int found = Scratch.find(table, packet);
        if (found == FlowTable.NONE) {
            return Optional.empty();
        }
        int slot = FlowTable.slot(found);
        boolean reply = FlowTable.isReply(found);
        NewFlow flow = new NewFlow()
                .kind(table.mode(slot), table.protocol(slot))
                .client(table.clientHigh(slot), table.clientLow(slot), table.clientPort(slot))
                .vip(table.vipHigh(slot), table.vipLow(slot), table.vipPort(slot))
                .server(table.serverId(slot), table.serverHigh(slot), table.serverLow(slot), table.serverPort(slot))
                .source(table.sourceHigh(slot), table.sourceLow(slot), table.sourcePort(slot))
                .station(table.clientMac(slot), table.clientLink(slot))
                .serverLink(table.serverLink(slot))
                .state(table.state(slot), 0)
                .numbers(table.lastSequence(slot), table.lastAcknowledgment(slot));
        ViewServer server = view.server(table.serverId(slot));
        return Optional.of(new Known(
                flow,
                FlowLister.row(table, slot, server, now),
                table.serverId(slot),
                table.clientMac(slot),
                reply ? table.serverLink(slot) : table.clientLink(slot),
                reply,
                FlowState.kind(table.state(slot)) == FlowState.CLOSED || table.state(slot) == FlowState.SYN_SENT));
    }

    private static @Nullable ViewService service(Vip vip, PacketQuestion packet) {
        return switch (packet.protocol()) {
            case TCP -> vip.tcp(packet.destinationPort());
            case UDP -> vip.udp(packet.destinationPort());
            case ICMP -> null;
        };
    }

    private Explanation verdict(
            PacketQuestion packet,
            Scratch scratch,
            ExplanationBuilder result,
            @Nullable ViewService service,
            @Nullable Known known,
            Whereabouts from)
            throws IOException {
        int found = packet.protocol() == Kind.ICMP ? FlowTable.NONE : scratch.find(packet);
        FlowTable table = scratch.table(packet.v6());
        ViewServer server = found == FlowTable.NONE ? null : view.server(table.serverId(FlowTable.slot(found)));
        boolean kept = known != null && server != null && server.id() == known.serverId() && !known.over();
        if (service != null) {
            result.service(service.snapshot());
            if (!kept) {
                Choice.explain(service.snapshot(), packet, server == null ? null : server.id(), result);
            }
        }
        if (server != null) {
            result.server(server, kept);
        }
        if (scratch.verdict() == FrameBatch.TRANSMIT) {
            result.leaves(scratch.leaves());
            if (scratch.isAnswered()) {
                return result.is(Verdict.ANSWER, "Weir answers the echo request itself, for the VIP");
            }
            if (server != null && server.flowMode() == FlowMode.SNAT && !kept) {
                result.note("the source port is an example: the next free one is taken when the packet comes");
            }
            if (server != null && server.flowMode() == FlowMode.NAT && (known == null || !known.reply())) {
                Arrival.noteDirectReply(from, whereabouts, server, result);
            }
            String end = known != null && known.reply() ? "the client" : "the server";
            return result.is(Verdict.FORWARD, kept ? "a known flow goes on to " + end : "a new flow begins, to " + end);
        }
        if (scratch.isPassed()) {
            return result.is(Verdict.HOST, "it is left to this host's own stack");
        }
        if (scratch.verdict() == FrameBatch.TAKEN
                || (server != null && server.station().mac() == Station.UNRESOLVED)) {
            return result.is(
                    Verdict.WAIT, "it waits, for a second at most, until the Ethernet address of the server is known");
        }
        result.drop(scratch.dropName(), DropReason.description(scratch.dropReason()));
        result.answer(scratch.answer(Math.max(0, known != null ? known.link() : vipLink(packet))));
        return result.is(Verdict.DROP, DropReason.description(scratch.dropReason()));
    }

    private int vipLink(PacketQuestion packet) {
        IpAddress to = packet.destination();
        Vip vip = view.vip(to.high(), to.low(), to.v6());
        return vip == null ? 0 : vip.link();
    }

    /** No flow and no VIP of layer 4: the proxy's, or the host's. */
    private Explanation notOurs(PacketQuestion packet, ExplanationBuilder result) throws IOException {
        List<ServiceSnapshot> here = new ArrayList<>();
        for (ServiceSnapshot service : snapshot.services()) {
            if (service.definition().enabled() && service.definition().address().equals(packet.destination())) {
                here.add(service);
            }
        }
        for (ServiceSnapshot service : here) {
            boolean port = packet.protocol() == Kind.ICMP
                    || (service.definition().ports().contains(packet.destinationPort())
                            && serves(service.definition().protocol(), packet.protocol()));
            if (!service.definition().mode().isLayer7()) {
                result.service(service);
                return result.is(
                        Verdict.HOST,
                        "Weir does not serve the VIP now, because another station has it: see weir status "
                                + service.name());
            }
            if (port && packet.protocol() == Kind.TCP) {
                return proxy(packet, service, result);
            }
        }
        return result.is(
                Verdict.HOST,
                here.isEmpty()
                        ? Arrival.elsewhere(whereabouts.of(packet.destination()))
                        : "the VIP is a layer 7 one, whose other traffic this host's own stack answers");
    }

    private static boolean serves(Protocol protocol, Kind kind) {
        return protocol != (kind == Kind.TCP ? Protocol.UDP : Protocol.TCP);
    }

    private static Explanation proxy(PacketQuestion packet, ServiceSnapshot service, ExplanationBuilder result) {
        result.service(service);
        ServiceSnapshot rehearsal = service.rehearsal();
        if (service.load().active() >= service.definition().maxConnections()) {
            return result.is(Verdict.PROXY, "layer 7: the service is at its max-connections, and the client waits");
        }
        ServerSnapshot chosen = rehearsal.choose(packet.source(), packet.destinationPort(), id -> true);
        Choice.explain(service, packet, chosen == null ? null : (Integer) chosen.id(), result);
        if (chosen != null) {
            IpAddress address = chosen.definition().address();
            result.server(chosen.name(), address.withPort(chosen.definition().portFor(packet.destinationPort())));
            return result.is(
                    Verdict.PROXY,
                    "layer 7: the proxy accepts the connection and makes its own to the server; when that fails, it"
                            + " tries another");
        }
        boolean fallback = service.definition().fallback() != null && !service.hasCandidates();
        return result.is(
                Verdict.PROXY,
                fallback
                        ? "layer 7: no server can take it, and the fallback serves"
                        : "layer 7: the proxy accepts the connection, and no server can take it now");
    }
}
