package io.weir.l4.forward;

import io.weir.core.wire.Answers;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.PacketIo;
import io.weir.l4.flow.EndCause;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.FrameReceiver;
import io.weir.l4.flow.SourcePorts;
import io.weir.l4.flow.TcpTracker;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Gives every frame its verdict: parse, service, flow, rewrite. One worker's; calls nothing that blocks and allocates
 * nothing once it is made.
 *
 * <p>The order of questions: is it addressed to this station; ARP; ICMP; which flow; else which VIP and service. What
 * belongs to no flow and no VIP is the host's.
 */
public final class Pipeline {
    private static final int EXPIRE_BUDGET = 256;
    private static final int SWEEP_BUDGET = 4096;

    private final PathCounters counters = new PathCounters();
    private final Frame frame;
    private final Lookahead lookahead;
    private final FlowTable flows4;
    private final FlowTable flows6;
    private final Accounts accounts;
    private final Refusals refusals;
    private final OwnAddresses own;
    private final Waiting waiting;
    private final Forwarding forwarding;
    private final Admission admission;
    private final IcmpErrors icmpErrors;
    private final Fragments fragments;
    private final Handover handover;
    private final EngineFigures engines = new EngineFigures();
    private final PathLimits limits;
    private final Cut cut4;
    private final Cut cut6;
    private final FrameReceiver again = this::judgeAgain;
    private final FrameReceiver given = this::judgeGiven;

    /**
     * Makes one with empty tables.
     *
     * @param settings sizes and times
     * @param io where frames leave that are no part of a batch
     * @param view what frames are judged by until the next {@link #moment}
     * @param handover to other workers
     */
    public Pipeline(PathSettings settings, PacketIo io, L4View view, Handover handover) {
        Answers answers = new Answers();
        frame = new Frame(counters, io, new FrameBatch(), view);
        accounts = new Accounts(frame);
        flows4 = settings.table(false, accounts);
        flows6 = settings.table(true, accounts);
        lookahead = new Lookahead(flows4, flows6);
        refusals = new Refusals(answers, FlowClock.TICKS_PER_SECOND);
        own = new OwnAddresses(answers, counters);
        waiting = new Waiting(frame, settings.memory().apply(Waiting.bytes()));
        forwarding = new Forwarding(frame, counters, accounts, refusals, waiting);
        SourcePorts sourcePorts = new SourcePorts(0);
        admission = new Admission(frame, accounts, refusals, sourcePorts, settings.worker());
        icmpErrors = new IcmpErrors(frame, counters, refusals);
        fragments = new Fragments(frame, settings.memory().apply(Fragments.bytes()));
        this.handover = handover;
        engines.change(io.counters());
        limits = new PathLimits(engines, flows4, flows6, sourcePorts, fragments, handover);
        Resets resets = new Resets(frame);
        cut4 = new Cut(frame, resets, flows4);
        cut6 = new Cut(frame, resets, flows6);
    }

    /** Judges what follows by this view at this time, in ticks of {@link FlowClock}. */
    @SuppressWarnings("ReferenceEquality") // Views are compared for every batch, and a new one is a new object.
    public void moment(L4View view, int now) {
        L4View before = frame.view();
        frame.moment(view, now);
        if (view != before && view.anyHalted()) {
            cut4.begin();
            cut6.begin();
        }
    }

    /** Sends by another engine from now on. */
    public void io(PacketIo io) {
        engines.change(io.counters());
        frame.io(io);
    }

    /** Gives every frame of the batch its verdict. */
    public void judge(FrameBatch batch) {
        lookahead.over(batch);
        for (int i = 0; i < batch.size(); i++) {
            judge(frame.take(batch, i));
            fragments.release(again);
        }
        accounts.settle();
    }

    /** Does a part of what is due without frames. Returns whether there is more to do at once. */
    public boolean keepHouse() {
        int now = frame.now();
        boolean more = flows4.expire(now, EXPIRE_BUDGET) == EXPIRE_BUDGET;
        more |= flows6.expire(now, EXPIRE_BUDGET) == EXPIRE_BUDGET;
        more |= cut4.step(SWEEP_BUDGET);
        more |= cut6.step(SWEEP_BUDGET);
        waiting.release(again);
        fragments.expire();
        more |= handover.take(given);
        accounts.settle();
        return more;
    }

    /** Judges the frame in hand; {@code code} is the parser's. */
    void judge(int code) {
        if (code == ParseCode.ETHERNET_TRUNCATED) {
            frame.drop(code);
        } else if (!frame.isForThisStation()) {
            frame.drop(DropReason.OTHER_STATION);
        } else if (code != ParseCode.OK) {
            broken(code);
        } else if (frame.packet.family() == ParsedPacket.FAMILY_ARP) {
            own.arp(frame);
        } else if (handover.gave(frame)) {
            fragments.followed();
        } else {
            ip();
        }
    }

    private void judgeAgain(MemorySegment segment, long base, int length, int link, int flags) {
        judge(frame.takeCopy(segment, base, length, link, (flags & Fragments.UNFINISHED) != 0, false));
    }

    private void judgeGiven(MemorySegment segment, long base, int length, int link, int flags) {
        judge(frame.takeCopy(segment, base, length, link, (flags & Fragments.UNFINISHED) != 0, true));
        fragments.release(given);
    }

    /** What the parser does not follow is the host's, unless it came for an address of which the host knows nothing. */
    private void broken(int code) {
        if (vip() == null) {
            frame.pass();
        } else {
            frame.drop(code);
        }
    }

    private @Nullable Vip vip() {
        ParsedPacket packet = frame.packet;
        return packet.family() == ParsedPacket.FAMILY_IPV4 || frame.v6()
                ? frame.view().vip(packet.destinationHigh(), packet.destinationLow(), frame.v6())
                : null;
    }

    private FlowTable table() {
        return frame.v6() ? flows6 : flows4;
    }

    private void ip() {
        ParsedPacket packet = frame.packet;
        int protocol = packet.protocol();
        if (packet.fragment() == ParsedPacket.FRAGMENT_LATER) {
            laterFragment();
        } else if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
            transport();
        } else {
            icmp();
        }
    }

    private void icmp() {
        if (frame.v6() && own.solicited(frame)) {
            return;
        }
        if (frame.packet.icmpKind() == ParsedPacket.ICMP_ERROR) {
            icmpErrors.forward(table());
        } else if (vip() == null) {
            frame.pass();
        } else {
            own.echo(frame);
        }
    }

    private void transport() {
        ParsedPacket packet = frame.packet;
        FlowTable table = table();
        int place = frame.place();
        int hash = place != Frame.COPY && lookahead.knows(place) ? lookahead.hash(place) : hash(table);
        int found = table.find(
                hash,
                packet.protocol(),
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.sourcePort(),
                packet.destinationHigh(),
                packet.destinationLow(),
                packet.destinationPort());
        if (found == FlowTable.NONE) {
            unknown(table);
            return;
        }
        int slot = FlowTable.slot(found);
        ViewServer server = frame.view().server(table.serverId(slot));
        if (server == null) {
            table.remove(slot, EndCause.REMOVED);
            unknown(table);
        } else {
            known(table, found, server);
        }
    }

    private int hash(FlowTable table) {
        ParsedPacket packet = frame.packet;
        return table.hash(
                packet.protocol(),
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.sourcePort(),
                packet.destinationHigh(),
                packet.destinationLow(),
                packet.destinationPort());
    }

    private void known(FlowTable table, int found, ViewServer server) {
        int slot = FlowTable.slot(found);
        if (server.halted()) {
            (frame.v6() ? cut6 : cut4).end(slot, server);
            refusals.refuse(frame, DropReason.HALTED);
        } else if (FlowTable.isReply(found)) {
            forwarding.toClient(table, slot, server);
            fragments.begun(table, found);
        } else if (beginsAnew(table, slot)) {
            table.remove(slot, EndCause.REOPENED);
            unknown(table);
        } else if (!server.takesNewFlows() && leaves(table, slot)) {
            table.remove(slot, EndCause.SERVER_DOWN);
            unknown(table);
        } else {
            forwarding.toServer(table, slot, server, false);
            fragments.begun(table, found);
        }
    }

    /** A SYN for a connection that is over. */
    private boolean beginsAnew(FlowTable table, int slot) {
        ParsedPacket packet = frame.packet;
        return packet.protocol() == IpProtocol.TCP
                && (packet.tcpFlags() & TcpView.SYN) != 0
                && TcpTracker.reopens(table.state(slot), packet.tcpFlags(), true);
    }

    /**
     * Whether the client's packet leaves a server that is down: a SYN to one that has never answered; a SYN or a datagram
     * that another server can take. Clients with a fixed port would stay with a dead server for ever.
     */
    private boolean leaves(FlowTable table, int slot) {
        ParsedPacket packet = frame.packet;
        boolean tcp = packet.protocol() == IpProtocol.TCP;
        if (tcp && !TcpTracker.isOpening(packet.tcpFlags())) {
            return false;
        }
        return table.state(slot) == FlowState.SYN_SENT || hasAnother();
    }

    /** Whether the service has a server for new flows; the flow's own is down and none of them. */
    private boolean hasAnother() {
        Vip vip = vip();
        ViewService service = vip == null ? null : service(vip);
        return service != null && (service.snapshot().hasCandidates() || service.fallback() != null);
    }

    private @Nullable ViewService service(Vip vip) {
        ParsedPacket packet = frame.packet;
        return packet.protocol() == IpProtocol.TCP
                ? vip.tcp(packet.destinationPort())
                : vip.udp(packet.destinationPort());
    }

    private void unknown(FlowTable table) {
        Vip vip = vip();
        if (vip == null) {
            frame.pass();
            return;
        }
        ViewService service = service(vip);
        if (service == null) {
            refusals.refuse(frame, DropReason.NO_SERVICE);
            return;
        }
        int slot = admission.admit(table, service);
        if (slot == Admission.REFUSED) {
            return;
        }
        ViewServer server = frame.view().server(table.serverId(slot));
        if (server != null) {
            forwarding.toServer(table, slot, server, true);
            fragments.begun(table, slot);
        }
    }

    private void laterFragment() {
        FlowTable table = table();
        int found = fragments.flowOf(table);
        ViewServer server = found == FlowTable.NONE ? null : frame.view().server(table.serverId(FlowTable.slot(found)));
        if (server == null) {
            fragments.hold();
        } else if (FlowTable.isReply(found)) {
            forwarding.toClient(table, FlowTable.slot(found), server);
        } else {
            forwarding.toServer(table, FlowTable.slot(found), server, false);
        }
    }

    /** What became of frames. */
    public PathCounters counters() {
        return counters;
    }

    /** What was full, and what gave way. */
    public PathLimits limits() {
        return limits;
    }

    /** Flows of a family; the worker's own. */
    public FlowTable flows(boolean v6) {
        return v6 ? flows6 : flows4;
    }
}
