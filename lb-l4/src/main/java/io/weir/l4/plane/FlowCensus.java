package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.AddressMap;
import io.weir.l4.worker.Workers;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks through the flows of all workers, a part at a time, for those of some servers and from some addresses. What no
 * flow can begin to use any more, and none uses, is not needed any more.
 */
final class FlowCensus {
    /** Places of a table that a worker looks at between two batches, some 50 microseconds. */
    private static final int PART = 8192;
    /** Parts of a turn, so that other work of the plane's thread waits for some milliseconds at most. */
    private static final int PARTS = 64;

    private final long generation;
    private final int[] servers;
    private final AddressMap<IpAddress> sources;
    private final Map<Pipeline, Walk> walks = new ConcurrentHashMap<>();

    /**
     * Begins one.
     *
     * @param generation that all workers have adopted: of what was given up with it or before, no flow begins any more
     * @param servers ids to look for
     * @param sources addresses of ours to look for
     */
    FlowCensus(long generation, Collection<Integer> servers, Collection<IpAddress> sources) {
        this.generation = generation;
        this.servers = servers.stream().mapToInt(Integer::intValue).sorted().toArray();
        Map<IpAddress, IpAddress> addresses = new HashMap<>();
        sources.forEach(address -> addresses.put(address, address));
        this.sources = new AddressMap<>(addresses);
    }

    /** What it speaks for. */
    long generation() {
        return generation;
    }

    /** Goes on for a while. Returns whether all flows have been looked at. */
    boolean step(Workers workers) {
        for (int part = 0; part < PARTS; part++) {
            List<Boolean> done = workers.ask(
                    path -> walks.computeIfAbsent(path, p -> new Walk()).step(path));
            if (done.size() < workers.count()) {
                return false;
            }
            if (!done.contains(false)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a server has flows. */
    boolean has(int server) {
        int i = Arrays.binarySearch(servers, server);
        return i < 0 || walks.values().stream().anyMatch(walk -> walk.any[i]);
    }

    /** Whether a server has flows of mode l4-nat. */
    boolean hasNat(int server) {
        int i = Arrays.binarySearch(servers, server);
        return i < 0 || walks.values().stream().anyMatch(walk -> walk.nat[i]);
    }

    /** Whether flows come from an address. */
    boolean has(IpAddress source) {
        return sources.get(source.high(), source.low(), source.v6()) == null
                || walks.values().stream().anyMatch(walk -> walk.used.contains(source));
    }

    /** How far one worker is, and what it has found. */
    private final class Walk {
        private final boolean[] any = new boolean[servers.length];
        private final boolean[] nat = new boolean[servers.length];
        private final Set<IpAddress> used = new HashSet<>();
        private boolean v6;
        private boolean done;
        private int next;

        /** Returns whether this was the last part. */
        boolean step(Pipeline path) {
            if (!done) {
                next = path.flows(v6).sweep(next, PART, this::flow);
                if (next == FlowTable.NONE) {
                    next = 0;
                    done = v6;
                    v6 = true;
                }
            }
            return done;
        }

        private void flow(FlowTable table, int slot) {
            int mode = table.mode(slot);
            int i = Arrays.binarySearch(servers, table.serverId(slot));
            if (i >= 0) {
                any[i] = true;
                nat[i] |= mode == FlowMode.NAT;
            }
            if (mode == FlowMode.SNAT) {
                IpAddress source = sources.get(table.sourceHigh(slot), table.sourceLow(slot), table.isV6());
                if (source != null) {
                    used.add(source);
                }
            }
        }
    }
}
