package io.weir.core.control;

import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.schedule.Hashing;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.Persistence;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One service at one moment: what is configured, the servers' states, and the scheduler compiled from both. */
public final class ServiceSnapshot {
    private final VirtualService definition;
    private final ServiceState state;
    private final List<ServerSnapshot> servers;
    private final ServersById byId;
    private final ServerSnapshot[] candidates;
    private final Scheduler scheduler;
    private final @Nullable PersistenceTable persistence;
    private final @Nullable AddressTable sources;
    private final ServiceLoad load;
    private final SlowStart slowStart;

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
        this.byId = new ServersById(this.servers);
        this.candidates = candidates.toArray(new ServerSnapshot[0]);
        this.scheduler = scheduler;
        this.persistence = persistence;
        this.sources = definition.persistence().type() == Persistence.Type.X_FORWARDED_FOR
                        || !(persistence instanceof AddressTable addresses)
                ? null
                : addresses;
        this.load = load;
        this.slowStart = new SlowStart(definition.layer7().slowStart(), candidates);
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
        return choose(client.high(), client.low(), client.v6(), destinationPort, filter);
    }

    /**
     * The same for the words of an {@link IpAddress}; allocates nothing.
     *
     * @param clientHigh the first 64 bits of an IPv6 address; 0 for IPv4
     * @param clientLow the last 64 bits of an IPv6 address; the 32 bits, zero-extended, for IPv4
     * @param v6 whether the client's address is an IPv6 one
     */
    public @Nullable ServerSnapshot choose(
            long clientHigh, long clientLow, boolean v6, int destinationPort, CandidateFilter filter) {
        ServerSnapshot stuck = stuckTo(clientHigh, clientLow, v6);
        if (stuck != null && filter.accepts(stuck.id())) {
            // A full server keeps its clients: they wait for a place rather than lose their session.
            return stuck;
        }
        int index = select(clientHigh, clientLow, destinationPort, filter);
        if (index == Scheduler.NONE) {
            return null;
        }
        ServerSnapshot chosen = candidates[index];
        if (sources != null) {
            sources.store(clientHigh, clientLow, v6, chosen.id());
        }
        return chosen;
    }

    private int select(long clientHigh, long clientLow, int destinationPort, CandidateFilter filter) {
        long client = Hashing.address(clientHigh, clientLow);
        long destination = Hashing.endpoint(
                definition.address().high(), definition.address().low(), destinationPort);
        int index = scheduler.select(client, destination, filter);
        long now = slowStart.isConfigured() ? System.currentTimeMillis() : Long.MAX_VALUE;
        if (index == Scheduler.NONE
                || !slowStart.applies(now)
                || slowStart.admits(index, now, ThreadLocalRandom.current().nextDouble())) {
            return index;
        }
        int warm = scheduler.select(client, destination, id -> filter.accepts(id) && isWarm(id, now));
        return warm == Scheduler.NONE ? index : warm;
    }

    private boolean isWarm(int id, long now) {
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].id() == id) {
                return !slowStart.isCold(i, now);
            }
        }
        return true;
    }

    /**
     * The server that a connection which runs already must be on, for layer 4 to take it up again after a restart: the
     * one the client is stuck to, else the one that the hashes of sh, dh and mh give, else the only candidate. Sticks
     * nobody, takes no turn and allocates nothing; a client that is stuck has used its entry, whose time starts anew.
     *
     * @return null when turns, load or chance have chosen
     */
    public @Nullable ServerSnapshot chosenBefore(long clientHigh, long clientLow, boolean v6, int destinationPort) {
        ServerSnapshot stuck = stuckTo(clientHigh, clientLow, v6);
        if (stuck != null) {
            return stuck;
        }
        if (candidates.length == 1) {
            return candidates[0];
        }
        int index = scheduler.owner(
                Hashing.address(clientHigh, clientLow),
                Hashing.endpoint(
                        definition.address().high(), definition.address().low(), destinationPort));
        return index == Scheduler.NONE ? null : candidates[index];
    }

    private @Nullable ServerSnapshot stuckTo(long clientHigh, long clientLow, boolean v6) {
        if (sources == null) {
            return null;
        }
        int id = sources.lookup(clientHigh, clientLow, v6);
        ServerSnapshot server = id == PersistenceTable.NONE ? null : server(id);
        return server != null && server.takesPersistentClients() ? server : null;
    }

    /** The same service with copies of its figures and sessions as they are now: what is chosen there leaves no trace. */
    public ServiceSnapshot rehearsal() {
        return Rehearsal.of(this);
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

    /** The server with this stable id, or null. Takes the same short time however many there are. */
    public @Nullable ServerSnapshot server(int id) {
        return byId.find(id);
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

    /** The table of clients that are stuck by the address they come from; null when that is not what sticks them. */
    public @Nullable AddressTable sources() {
        return sources;
    }

    /** The live figures. */
    public ServiceLoad load() {
        return load;
    }
}
