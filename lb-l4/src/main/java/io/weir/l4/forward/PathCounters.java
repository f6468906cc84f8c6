package io.weir.l4.forward;

import io.weir.core.wire.ParseCode;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one worker has done, by verdict and by reason. Only the worker adds; any thread may read. */
public final class PathCounters {
    private final AtomicLongArray drops = new AtomicLongArray(DropReason.COUNT);
    private final AtomicLongArray others = new AtomicLongArray(4);

    private static final int TO_SERVERS = 0;
    private static final int TO_CLIENTS = 1;
    private static final int ANSWERED = 2;
    private static final int PASSED = 3;

    /** All zero. */
    public PathCounters() {}

    private static void add(AtomicLongArray array, int i) {
        array.setOpaque(i, array.getPlain(i) + 1);
    }

    void dropped(int reason) {
        add(drops, reason);
    }

    void toServer() {
        add(others, TO_SERVERS);
    }

    void toClient() {
        add(others, TO_CLIENTS);
    }

    void answered() {
        add(others, ANSWERED);
    }

    void passed() {
        add(others, PASSED);
    }

    /** Frames dropped for a {@link DropReason}. */
    public long drops(int reason) {
        return reason == ParseCode.OK ? 0 : drops.getOpaque(reason);
    }

    /** Frames forwarded to servers. */
    public long toServers() {
        return others.getOpaque(TO_SERVERS);
    }

    /** Frames forwarded to clients. */
    public long toClients() {
        return others.getOpaque(TO_CLIENTS);
    }

    /** Frames answered by us: ARP, neighbour solicitations, echoes. */
    public long answers() {
        return others.getOpaque(ANSWERED);
    }

    /** Frames that are the host's. */
    public long passes() {
        return others.getOpaque(PASSED);
    }
}
