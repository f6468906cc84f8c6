package io.weir.core.control;

import io.weir.core.feedback.AgentWord;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.AdminState;
import io.weir.core.service.Persistence;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the snapshot of one service, sharing with its predecessor whatever did not change. */
final class ServiceCompiler {
    private final ServiceParts parts;

    ServiceCompiler(ServiceParts parts) {
        this.parts = parts;
    }

    /** The predecessor with other servers' states; the predecessor itself when they are equal. */
    ServiceSnapshot compile(ServiceSnapshot previous, List<ServerSnapshot> servers) {
        return compile(previous.definition(), servers, previous);
    }

    ServiceSnapshot compile(
            VirtualService definition, List<ServerSnapshot> servers, @Nullable ServiceSnapshot previous) {
        if (previous != null && definition.equals(previous.definition()) && servers.equals(previous.servers())) {
            return previous;
        }
        ServiceLoad load = previous == null ? new ServiceLoad() : previous.load();
        List<ServerSnapshot> candidates = Candidates.of(definition, servers);
        return new ServiceSnapshot(
                definition,
                state(definition, servers, candidates),
                servers,
                candidates,
                scheduler(definition, candidates, load, previous),
                table(definition.persistence(), previous),
                load);
    }

    private Scheduler scheduler(
            VirtualService definition,
            List<ServerSnapshot> candidates,
            ServiceLoad load,
            @Nullable ServiceSnapshot previous) {
        SchedulerKind kind = Candidates.schedulerOf(definition);
        List<Candidate> forScheduler = Candidates.forScheduler(candidates);
        if (previous != null
                && kind == Candidates.schedulerOf(previous.definition())
                && forScheduler.equals(Candidates.forScheduler(previous.candidates()))) {
            return previous.scheduler();
        }
        return parts.scheduler(kind, forScheduler, load);
    }

    /**
     * An existing table stays as it is here: the configuration may still be refused. One whose keys mean something else
     * from now on is left behind.
     */
    private @Nullable PersistenceTable table(Persistence persistence, @Nullable ServiceSnapshot previous) {
        if (previous != null
                && previous.persistence() != null
                && persistence.sameKeys(previous.definition().persistence())) {
            return previous.persistence();
        }
        return parts.newTable(persistence);
    }

    private static ServiceState state(
            VirtualService definition, List<ServerSnapshot> servers, List<ServerSnapshot> candidates) {
        if (!definition.enabled()) {
            return ServiceState.DISABLED;
        }
        if (candidates.isEmpty()) {
            return definition.fallback() == null ? ServiceState.DOWN : ServiceState.FALLBACK;
        }
        boolean allHealthy = servers.stream()
                .allMatch(server -> server.adminState() != AdminState.ONLINE
                        || server.agent().wish() != AgentWord.Wish.READY
                        || server.isHealthy());
        return allHealthy ? ServiceState.UP : ServiceState.DEGRADED;
    }
}
