package io.weir.core.control;

import io.weir.core.net.IpAddress;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.schedule.Hashing;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One service at one moment: what is configured, the servers' states, and the scheduler compiled from both. */
public final class ServiceSnapshot {
    private final VirtualService definition;
    private final ServiceState state;
    private final List<ServerSnapshot> servers;
    private final ServerSnapshot[] candidates;
    private final Scheduler scheduler;
    private final @Nullable PersistenceTable persistence;
    private final ServiceLoad load;

    /**
     * Made by the control plane.
     *
     * @param candidates the servers the scheduler was compiled for, in its order
     * @param persistence null when the service has none
     */
    public ServiceSnapshot(
            VirtualService definition,
            ServiceState state,
            List<ServerSnapshot> servers,
            List<ServerSnapshot> candidates,
            Scheduler scheduler,
            @Nullable PersistenceTable persistence,
            ServiceLoad load) {
        this.definition = definition;
        this.state = state;
        this.servers = List.copyOf(servers);
        this.candidates = candidates.toArray(new ServerSnapshot[0]);
        this.scheduler = scheduler;
        this.persistence = persistence;
        this.load = load;
    }

    /**
     * Chooses the server of a new connection: the one the client is stuck to, else the scheduler's. Sticks the client
     * to the choice. Takes no place at the server; the caller does.
     *
     * @param client the client's address
     * @param destinationPort the port it asked for
     * @param filter what the caller excludes
     * @return null when no server can take it now
     */
    public @Nullable ServerSnapshot choose(IpAddress client, int destinationPort, CandidateFilter filter) {
        ServerSnapshot stuck = stuckTo(client);
        if (stuck != null && filter.accepts(stuck.id())) {
            // A full server keeps its clients: they wait for a place rather than lose their session.
            return stuck;
        }
        int index = scheduler.select(
                Hashing.address(client.high(), client.low()),
                Hashing.endpoint(
                        definition.address().high(), definition.address().low(), destinationPort),
                filter);
        if (index == Scheduler.NONE) {
            return null;
        }
        ServerSnapshot chosen = candidates[index];
        if (persistence != null) {
            persistence.store(client.high(), client.low(), client.v6(), chosen.id());
        }
        return chosen;
    }

    private @Nullable ServerSnapshot stuckTo(IpAddress client) {
        if (persistence == null) {
            return null;
        }
        int id = persistence.lookup(client.high(), client.low(), client.v6());
        ServerSnapshot server = id == PersistenceTable.NONE ? null : server(id);
        return server != null && server.takesPersistentClients() ? server : null;
    }

    /** The name of the file. */
    public String name() {
        return definition.name();
    }

    /** What is configured. */
    public VirtualService definition() {
        return definition;
    }

    /** The state the overview shows. */
    public ServiceState state() {
        return state;
    }

    /** Every server in the order of the file. */
    public List<ServerSnapshot> servers() {
        return servers;
    }

    /** Whether the scheduler has any server to choose, with room or without: if not, the fallback serves. */
    public boolean hasCandidates() {
        return candidates.length > 0;
    }

    /** The servers the scheduler chooses among, in its order. */
    public List<ServerSnapshot> candidates() {
        return List.of(candidates);
    }

    /** The scheduler, for a successor with the same candidates. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** Whether the scheduler has any server the filter accepts, with room or without. */
    public boolean hasCandidates(CandidateFilter filter) {
        for (ServerSnapshot candidate : candidates) {
            if (filter.accepts(candidate.id())) {
                return true;
            }
        }
        return false;
    }

    /** The server with this stable id, or null. */
    public @Nullable ServerSnapshot server(int id) {
        for (ServerSnapshot server : servers) {
            if (server.id() == id) {
                return server;
            }
        }
        return null;
    }

    /** The server of this name, or null. */
    public @Nullable ServerSnapshot server(String name) {
        for (ServerSnapshot server : servers) {
            if (server.name().equals(name)) {
                return server;
            }
        }
        return null;
    }

    /** The persistence table; null when the service has none. */
    public @Nullable PersistenceTable persistence() {
        return persistence;
    }

    /** The live figures. */
    public ServiceLoad load() {
        return load;
    }
}
