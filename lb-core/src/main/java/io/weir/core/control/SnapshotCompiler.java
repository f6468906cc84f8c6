package io.weir.core.control;

import io.weir.core.feedback.AgentWord;
import io.weir.core.health.HealthTrack;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.VirtualService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the snapshot of a configuration from the one in force, so that what is the same in both lives on. */
final class SnapshotCompiler {
    private final ServiceCompiler services;
    private int nextId;

    SnapshotCompiler(ServiceCompiler services) {
        this.services = services;
    }

    Snapshot compile(Snapshot current, Configuration next, long version, Overrides overrides, Instant now) {
        Map<String, ServiceSnapshot> previous =
                HashMap.newHashMap(current.services().size());
        current.services().forEach(service -> previous.put(service.name(), service));
        List<ServiceSnapshot> compiled = new ArrayList<>();
        for (VirtualService definition : next.virtualServices()) {
            ServiceSnapshot before = previous.get(definition.name());
            compiled.add(services.compile(definition, servers(definition, before, overrides, now), before));
        }
        return new Snapshot(current.generation() + 1, version, next, compiled);
    }

    private List<ServerSnapshot> servers(
            VirtualService definition, @Nullable ServiceSnapshot before, Overrides overrides, Instant now) {
        List<ServerSnapshot> servers = new ArrayList<>();
        for (RealServer server : definition.realServers()) {
            ServerKey key = new ServerKey(definition.name(), server.name());
            AdminState adminState = overrides.adminState(key, server);
            int weight = overrides.weight(key, server);
            ServerSnapshot same = before == null ? null : sameServer(before, server);
            if (before == null || same == null) {
                Instant said = overrides.adminSince(key, server);
                servers.add(fresh(definition, server, weight, adminState, said == null ? now : said));
            } else {
                HealthTrack track = CheckPlan.successor(before.definition(), same, definition, adminState);
                ServerSnapshot next = successor(same, server, weight, adminState, track, now);
                boolean sameAgent =
                        definition.feedback().equals(before.definition().feedback());
                servers.add(sameAgent ? next : next.withAgent(AgentWord.NOTHING));
            }
        }
        return servers;
    }

    private static @Nullable ServerSnapshot sameServer(ServiceSnapshot before, RealServer server) {
        ServerSnapshot named = before.server(server.name());
        return named != null
                        && named.definition().address().equals(server.address())
                        && named.definition().port() == server.port()
                ? named
                : null;
    }

    private ServerSnapshot fresh(
            VirtualService definition, RealServer server, int weight, AdminState adminState, Instant since) {
        HealthTrack track = CheckPlan.fresh(definition, adminState);
        return new ServerSnapshot(
                nextId++, server, weight, track.health(), adminState, track.reason(), since, new ServerLoad());
    }

    /** The server in its next state; the same object when there is no difference. */
    static ServerSnapshot successor(
            ServerSnapshot before,
            RealServer definition,
            int weight,
            AdminState adminState,
            HealthTrack track,
            Instant now) {
        boolean sameState = track.health() == before.health() && adminState == before.adminState();
        // The first verdict after a start says nothing of how long the operator has wanted it so.
        boolean sameSince = sameState
                || (adminState == before.adminState()
                        && adminState != AdminState.ONLINE
                        && before.health() == Health.UNCHECKED);
        if (sameState
                && weight == before.weight()
                && Objects.equals(track.reason(), before.reason())
                && definition.equals(before.definition())) {
            return before;
        }
        return new ServerSnapshot(
                before.id(),
                definition,
                weight,
                track.health(),
                adminState,
                track.reason(),
                sameSince ? before.since() : now,
                before.load(),
                before.agent());
    }
}
