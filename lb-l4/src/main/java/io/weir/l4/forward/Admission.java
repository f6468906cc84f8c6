package io.weir.l4.forward;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServiceLoad;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.NewFlow;
import io.weir.l4.flow.SourcePorts;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Begins flows: limits, persistence, scheduler, source port, entry. */
final class Admission {
    /** The slot when no flow was begun; the frame has its verdict then. */
    static final int REFUSED = -1;

    /** As long as connections of the daemon before are looked for. */
    static final int RESUME_TICKS = 15 * 60 * FlowClock.TICKS_PER_SECOND;

    /** Longer than handshakes take: who is younger may be about to answer. */
    private static final int HANDSHAKE_TICKS = 2 * FlowClock.TICKS_PER_SECOND;

    private final Frame frame;
    private final Accounts accounts;
    private final Refusals refusals;
    private final SourcePorts sourcePorts;
    private final int worker;
    private final ServersTried tried = new ServersTried();
    private final NewFlow flow = new NewFlow();
    private final IntPredicate ofCrowded = this::isOfCrowded;
    private final IntPredicate ofWanted = this::isOfWanted;
    private @Nullable ServiceLoad crowded;
    private int wanted;
    private int turn;
    private boolean resuming = true;

    Admission(Frame frame, Accounts accounts, Refusals refusals, SourcePorts sourcePorts, int worker) {
        this.frame = frame;
        this.accounts = accounts;
        this.refusals = refusals;
        this.sourcePorts = sourcePorts;
        this.worker = worker;
    }

    /** Begins the flow of a TCP segment or UDP datagram with ports, for a service. Returns its slot or REFUSED. */
    int admit(FlowTable table, ViewService service) {
        ParsedPacket packet = frame.packet;
        if (isFromUs(packet)) {
            // No answer: it would be taken for the server's by the check that the packet was sent for.
            frame.drop(DropReason.OWN_SOURCE);
            return REFUSED;
        }
        if (packet.protocol() == IpProtocol.TCP
                && (packet.tcpFlags() & (TcpView.SYN | TcpView.ACK | TcpView.RST)) != TcpView.SYN) {
            return resume(table, service);
        }
        if (isFull(service) && !(makesRoom(table, service) && !isFull(service))) {
            return refuse(DropReason.SERVICE_FULL);
        }
        ViewServer server = placeAtServer(service);
        if (server == null && makesRoomAtServer(table, service)) {
            server = placeAtServer(service);
        }
        if (server == null) {
            return refuse(DropReason.NO_SERVER);
        }
        return begin(table, server, packet.protocol() == IpProtocol.TCP ? FlowState.SYN_SENT : FlowState.DATAGRAM_NEW);
    }

    /**
     * Whether it seems to come from this machine, which sends nothing to a VIP that would come back, but for checks
     * through the VIP of a server that lacks it and forwards packets: they must not be answered by another server.
     */
    private boolean isFromUs(ParsedPacket packet) {
        IpAddress ours = frame.view().link(frame.link()).address(frame.v6());
        return ours != null && ours.low() == packet.sourceLow() && ours.high() == packet.sourceHigh();
    }

    /**
     * A connection that is older than this daemon. Where the client's server can be told without memory, by persistence
     * or by a hash, and its packets need none, the connection goes on. Anyone can make such a segment up, so this is done
     * for some minutes only, fills no more than three quarters of the table and makes no other flow give way.
     */
    private int resume(FlowTable table, ViewService service) {
        ParsedPacket packet = frame.packet;
        resuming &= frame.age() < RESUME_TICKS;
        boolean room = table.size() < table.capacity() - table.capacity() / 4;
        if (!resuming
                || !room
                || service.flowMode() == FlowMode.SNAT
                || (packet.tcpFlags() & (TcpView.SYN | TcpView.RST)) != 0) {
            return refuse(DropReason.NO_FLOW);
        }
        if (isFull(service)) {
            return refuse(DropReason.SERVICE_FULL);
        }
        ServerSnapshot known = service.snapshot()
                .chosenBefore(packet.sourceHigh(), packet.sourceLow(), frame.v6(), packet.destinationPort());
        ViewServer server = known == null ? null : frame.view().server(known.id());
        if (server == null || !accounts.open(server)) {
            return refuse(DropReason.NO_FLOW);
        }
        return begin(table, server, FlowState.ASSUMED);
    }

    private static boolean isFull(ViewService service) {
        return service.load().active() >= service.maxConnections();
    }

    /**
     * Ends the oldest handshake of a full service. Anyone can begin handshakes from made-up addresses, and each has a
     * place for minutes: they must not keep a service closed to clients that are there. Where there is none, a flow
     * that strangers can have made up as a whole and that has long been idle.
     */
    private boolean makesRoom(FlowTable table, ViewService service) {
        List<ServerSnapshot> servers = service.snapshot().servers();
        for (int i = 0; i < servers.size(); i++) {
            if (evicts(table, next(servers).id())) {
                return true;
            }
        }
        ViewServer fallback = service.fallback();
        if (fallback != null && evicts(table, fallback.id())) {
            return true;
        }
        crowded = service.load();
        return table.evictIdle(frame.now(), ofCrowded);
    }

    /** The same where the servers are full: the places of others would not help. */
    private boolean makesRoomAtServer(FlowTable table, ViewService service) {
        List<ServerSnapshot> servers = service.snapshot().servers();
        for (int i = 0; i < servers.size(); i++) {
            ServerSnapshot server = next(servers);
            wanted = server.id();
            if (isWantedAndFull(server) && (evicts(table, wanted) || table.evictIdle(frame.now(), ofWanted))) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfCrowded(int serverId) {
        ViewServer server = frame.view().server(serverId);
        return server != null && crowded == server.serviceLoad();
    }

    private boolean isOfWanted(int serverId) {
        return serverId == wanted;
    }

    /** Each has its turn to lose a handshake. */
    private ServerSnapshot next(List<ServerSnapshot> servers) {
        turn = turn + 1 < servers.size() ? turn + 1 : 0;
        return servers.get(turn);
    }

    /** Whether it would take the flow in hand if it had a place. */
    private boolean isWantedAndFull(ServerSnapshot server) {
        int most = server.definition().maxConnections();
        return most > 0 && server.load().active() >= most && (server.takesNewClients() || !tried.accepts(server.id()));
    }

    private boolean evicts(FlowTable table, int serverId) {
        return table.evictHalfOpen(frame.now(), HANDSHAKE_TICKS, serverId);
    }

    /** A server with a place for this flow, or null when nobody has one. */
    private @Nullable ViewServer placeAtServer(ViewService service) {
        ParsedPacket packet = frame.packet;
        ServiceSnapshot snapshot = service.snapshot();
        tried.clear();
        while (true) {
            ServerSnapshot chosen = snapshot.choose(
                    packet.sourceHigh(), packet.sourceLow(), frame.v6(), packet.destinationPort(), tried);
            if (chosen == null) {
                break;
            }
            ViewServer server = frame.view().server(chosen.id());
            if (server != null && accounts.open(server)) {
                return server;
            }
            if (!tried.add(chosen.id())) {
                return null;
            }
        }
        ViewServer fallback = service.fallback();
        return fallback != null && !snapshot.hasCandidates() && accounts.open(fallback) ? fallback : null;
    }

    private int begin(FlowTable table, ViewServer server, int state) {
        ParsedPacket packet = frame.packet;
        int serverPort = server.portFor(packet.destinationPort());
        flow.kind(server.flowMode(), packet.protocol())
                .client(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort())
                .vip(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort())
                .server(server.id(), server.high(), server.low(), serverPort)
                .station(frame.sourceMac(), frame.link())
                .serverLink(server.link())
                .state(state, 0)
                .numbers(0, 0);
        if (server.flowMode() == FlowMode.SNAT
                && !sourcePorts.choose(server.sources().get(worker), table, flow, frame.now())) {
            accounts.close(server, EndReason.NO_SERVER);
            return refuse(DropReason.NO_SOURCE_PORT);
        }
        int slot = table.insert(flow, frame.now());
        if (slot < 0) {
            accounts.close(server, EndReason.NO_SERVER);
            return refuse(slot == FlowTable.DUPLICATE ? DropReason.REPLIES_MIXED : DropReason.FLOWS_FULL);
        }
        return slot;
    }

    private int refuse(int reason) {
        refusals.refuse(frame, reason);
        return REFUSED;
    }
}
