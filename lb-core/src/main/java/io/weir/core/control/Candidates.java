package io.weir.core.control;

import io.weir.core.schedule.Candidate;
import io.weir.core.service.Distribution;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.VirtualService;
import java.util.List;

/** The rules of which servers may get new clients. */
final class Candidates {
    private Candidates() {}

    /**
     * The servers that take new clients, in the order of the file; backup servers only when no other server does; with
     * failover the first of them alone.
     */
    static List<ServerSnapshot> of(VirtualService service, List<ServerSnapshot> servers) {
        List<ServerSnapshot> ordinary = taking(servers, false);
        List<ServerSnapshot> taking = ordinary.isEmpty() ? taking(servers, true) : ordinary;
        return service.distribution() == Distribution.FAILOVER
                ? taking.stream().limit(1).toList()
                : taking;
    }

    private static List<ServerSnapshot> taking(List<ServerSnapshot> servers, boolean backup) {
        return servers.stream()
                .filter(server -> server.definition().backup() == backup && server.takesNewClients())
                .toList();
    }

    /** The algorithm in force: failover leaves nothing to choose. */
    static SchedulerKind schedulerOf(VirtualService service) {
        return service.distribution() == Distribution.FAILOVER ? SchedulerKind.FIRST : service.scheduler();
    }

    /** The same servers as the scheduler sees them. */
    static List<Candidate> forScheduler(List<ServerSnapshot> candidates) {
        return candidates.stream()
                .map(server -> new Candidate(
                        server.id(),
                        server.name(),
                        server.effectiveWeight(),
                        server.definition().maxConnections(),
                        server.load()))
                .toList();
    }
}
