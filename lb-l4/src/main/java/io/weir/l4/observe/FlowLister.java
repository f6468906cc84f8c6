package io.weir.l4.observe;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewServer;
import io.weir.l4.worker.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists flows. Each worker looks through its own tables between batches, a part at a time, so that frames do not wait
 * for it.
 */
final class FlowLister {
    /** Entries looked at between two batches. */
    private static final int PART = 65_536;

    private final @Nullable String service;
    private final int limit;
    private final L4View view;
    private final IntSupplier clock;

    /**
     * For one listing.
     *
     * @param service whose flows; null for all
     * @param limit most rows
     * @param view by which flows' servers are named
     * @param clock the tick of now
     */
    FlowLister(@Nullable String service, int limit, L4View view, IntSupplier clock) {
        this.service = service;
        this.limit = limit;
        this.view = view;
        this.clock = clock;
    }

    FlowList list(Workers workers) {
        Map<Pipeline, Walk> walks = new ConcurrentHashMap<>();
        List<Boolean> more;
        do {
            more = workers.ask(path ->
                    walks.computeIfAbsent(path, p -> new Walk(clock.getAsInt())).step(path));
        } while (more.contains(true));
        List<FlowRow> rows = new ArrayList<>();
        long total = 0;
        for (Walk walk : walks.values()) {
            rows.addAll(walk.rows);
            total += walk.total;
        }
        rows.sort(Comparator.comparing(FlowRow::service)
                .thenComparing(FlowRow::client)
                .thenComparingInt(FlowRow::clientPort));
        return new FlowList(rows.size() > limit ? rows.subList(0, limit) : rows, total);
    }

    /** How far one worker is. */
    private final class Walk {
        private final List<FlowRow> rows = new ArrayList<>();
        private final int now;
        private boolean v6;
        private boolean done;
        private int next;
        private long total;

        Walk(int now) {
            this.now = now;
        }

        boolean step(Pipeline path) {
            if (done) {
                return false;
            }
            next = path.flows(v6).sweep(next, PART, this::flow);
            if (next == FlowTable.NONE) {
                next = 0;
                done = v6;
                v6 = true;
            }
            return !done;
        }

        private void flow(FlowTable table, int slot) {
            ViewServer server = view.server(table.serverId(slot));
            String of = server == null ? "" : server.service();
            if (service == null || service.equals(of)) {
                total++;
                if (rows.size() < limit) {
                    rows.add(row(table, slot, server, now));
                }
            }
        }
    }

    static FlowRow row(FlowTable table, int slot, @Nullable ViewServer server, int now) {
        boolean v6 = table.isV6();
        boolean snat = table.mode(slot) == FlowMode.SNAT;
        return new FlowRow(
                server == null ? "(removed)" : server.service(),
                server == null ? "(removed)" : server.name(),
                table.protocol(slot) == IpProtocol.TCP ? "tcp" : "udp",
                new IpAddress(table.clientHigh(slot), table.clientLow(slot), v6),
                table.clientPort(slot),
                new IpAddress(table.vipHigh(slot), table.vipLow(slot), v6),
                table.vipPort(slot),
                new IpAddress(table.serverHigh(slot), table.serverLow(slot), v6),
                table.serverPort(slot),
                mode(table.mode(slot)),
                state(table.state(slot)),
                table.packets(slot),
                FlowClock.between(Math.min(0, table.lastSeen(slot) - now), 0),
                snat ? new IpAddress(table.sourceHigh(slot), table.sourceLow(slot), v6) : null,
                snat ? table.sourcePort(slot) : 0);
    }

    static String mode(int mode) {
        return switch (mode) {
            case FlowMode.DR -> "l4-dr";
            case FlowMode.NAT -> "l4-nat";
            default -> "l4-snat";
        };
    }

    static String state(int state) {
        return switch (state) {
            case FlowState.SYN_SENT -> "syn-sent";
            case FlowState.SYN_RECEIVED -> "syn-received";
            case FlowState.ESTABLISHED -> "established";
            case FlowState.CLIENT_FIN -> "client-fin";
            case FlowState.SERVER_FIN -> "server-fin";
            case FlowState.CLOSING -> "closing";
            case FlowState.CLIENT_RESET -> "client-reset";
            case FlowState.SERVER_RESET -> "server-reset";
            case FlowState.ASSUMED -> "assumed";
            case FlowState.DATAGRAM_NEW -> "new";
            default -> "stream";
        };
    }
}
