package io.weir.core.control;

import io.weir.core.control.ServiceChange.ServerChange;
import io.weir.core.feedback.AgentWord;
import io.weir.core.feedback.AskedAgent;
import io.weir.core.health.CheckReason;
import io.weir.core.health.HealthTrack;
import io.weir.core.health.Standing;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.core.service.Persistence;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every change there is, each from the snapshot in force to the next. Confined to the control thread. */
final class SnapshotWriter {
    private static final System.Logger LOG = System.getLogger("io.weir.control");
    private static final int MAX_WEIGHT = 65535;

    private final SnapshotPublisher publisher;
    private final Events events;
    private final Planes planes;
    private final StateStore store;
    private final Checks checks;
    private final Agents agents;
    private final InstantSource clock;
    private final ServiceParts parts;
    private final ServiceCompiler services;
    private final SnapshotCompiler compiler;
    private final Drains drains = new Drains();
    // Clients stored by connections that still held the snapshot before the drain are forgotten one tick later.
    private final List<ServerKey> toClearAgain = new ArrayList<>();
    private Overrides overrides;
    private @Nullable String textKept;

    SnapshotWriter(
            SnapshotPublisher publisher,
            Events events,
            Planes planes,
            StateStore store,
            Checks checks,
            Agents agents,
            InstantSource clock,
            ServiceParts parts) {
        this.publisher = publisher;
        this.events = events;
        this.planes = planes;
        this.store = store;
        this.checks = checks;
        this.agents = agents;
        this.clock = clock;
        this.parts = parts;
        this.services = new ServiceCompiler(parts);
        this.compiler = new SnapshotCompiler(services);
        this.overrides = new Overrides(store.savedAdminStates(), Map.of());
        this.textKept = store.latestGood()
                .filter(latest -> latest.version() == store.lastVersion())
                .map(StateStore.SavedConfiguration::text)
                .orElse(null);
    }

    List<String> apply(Configuration next, @Nullable String text) throws ApplyException {
        store.takeProblems().forEach(this::tellProblem);
        Snapshot current = publisher.current();
        boolean sameText = text != null && text.equals(textKept);
        long last = Math.max(current.configurationVersion(), store.lastVersion());
        // A restart with the same file must not push older versions out.
        long version = sameText ? last : last + 1;
        Snapshot compiled = compiler.compile(current, next, version, overrides, clock.instant());
        DataPlane.Staged staged = stage(current, compiled);
        List<String> changes = new ArrayList<>(ConfigurationChanges.between(current, next));
        changes.addAll(staged.changes());
        staged.commit();
        List<Event> transitions = new ArrayList<>(current.generation() == 0 ? remembered(compiled) : List.of());
        transitions.addAll(install(compiled));
        rememberOverrides(overrides.inForce(compiled));
        if (text != null && !sameText) {
            rememberVersion(version, text);
        }
        events.tell(new Event.ConfigurationApplied(clock.instant(), version, changes));
        transitions.forEach(events::tell);
        return changes;
    }

    /** Servers that are not as the file says, by what the operator said before the start. */
    private List<Event> remembered(Snapshot first) {
        List<Event> events = new ArrayList<>();
        for (ServiceSnapshot service : first.services()) {
            for (ServerSnapshot server : service.servers()) {
                if (server.adminState() != server.definition().adminState()) {
                    ServerKey key = new ServerKey(service.name(), server.name());
                    events.add(new Event.AdminStateRemembered(
                            clock.instant(), key, server.adminState(), overrides.adminSince(key, server.definition())));
                }
            }
        }
        return events;
    }

    private DataPlane.Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        try {
            return planes.stage(current, next);
        } catch (ApplyException e) {
            events.tell(new Event.ConfigurationRefused(clock.instant(), e.problems()));
            throw e;
        }
    }

    private void rememberOverrides(Overrides inForce) {
        boolean save = !inForce.adminStates().equals(overrides.adminStates());
        overrides = inForce;
        if (save) {
            try {
                store.saveAdminStates(inForce.adminStates());
            } catch (IOException e) {
                tellProblem("the admin states could not be saved: " + e);
            }
        }
    }

    private void rememberVersion(long version, String text) {
        try {
            store.saveVersion(version, text);
            textKept = text;
        } catch (IOException e) {
            textKept = null;
            tellProblem("configuration version " + version + " is in force but could not be saved: " + e);
        }
    }

    private void tellProblem(String problem) {
        events.tell(new Event.StateProblem(clock.instant(), problem));
    }

    /** Saves first: what the operator was told must still be so after a crash. */
    List<String> setAdminState(String target, AdminState state) throws UnknownTargetException, IOException {
        Snapshot current = publisher.current();
        SnapshotEdit edit = new SnapshotEdit(current, services);
        Overrides changed = overrides;
        List<String> changes = new ArrayList<>();
        Instant now = clock.instant();
        for (ServerKey key : Targets.servers(current, target)) {
            ServiceSnapshot service = Targets.service(current, key.service());
            ServerSnapshot server = Targets.server(current, key);
            if (server.adminState() != state) {
                changes.add("server " + key + " " + server.adminState().key() + " -> " + state.key());
            }
            HealthTrack track = CheckPlan.successor(service.definition(), server, service.definition(), state);
            edit.replace(
                    key.service(),
                    SnapshotCompiler.successor(server, server.definition(), server.weight(), state, track, now));
            changed = changed.withAdminState(key, server.definition(), state, now);
        }
        if (!changed.adminStates().equals(overrides.adminStates())) {
            store.saveAdminStates(changed.adminStates());
            overrides = changed;
        }
        install(edit.build()).forEach(events::tell);
        return List.copyOf(changes);
    }

    List<String> setWeight(ServerKey key, int weight) throws UnknownTargetException {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight + " is not in 0.." + MAX_WEIGHT);
        }
        Snapshot current = publisher.current();
        ServerSnapshot server = Targets.server(current, key);
        overrides = overrides.withWeight(key, server.definition(), weight);
        if (server.weight() == weight) {
            return List.of();
        }
        SnapshotEdit edit = new SnapshotEdit(current, services);
        HealthTrack track = new HealthTrack(server.health(), 0, server.reason());
        edit.replace(
                key.service(),
                SnapshotCompiler.successor(
                        server, server.definition(), weight, server.adminState(), track, clock.instant()));
        List<Event> transitions = install(edit.build());
        Event changed = new Event.WeightChanged(clock.instant(), key, server.weight(), weight);
        events.tell(changed);
        transitions.forEach(events::tell);
        return List.of(changed.text());
    }

    int clearSessions(String name, @Nullable String key) throws UnknownTargetException {
        PersistenceTable table = Targets.service(publisher.current(), name).persistence();
        if (table == null) {
            return 0;
        }
        int count = key == null ? table.clear() : table.remove(key);
        if (count > 0) {
            events.tell(new Event.SessionsCleared(clock.instant(), name, count));
        }
        return count;
    }

    /** What a check concluded. */
    record Verdict(Standing check, HealthTrack track) {}

    /** Takes verdicts of different checks into one snapshot. */
    void take(List<Verdict> verdicts) {
        SnapshotEdit edit = new SnapshotEdit(publisher.current(), services);
        Instant now = clock.instant();
        for (Verdict verdict : verdicts) {
            ServerKey key = checks.serverOf(verdict.check());
            ServerSnapshot server = key == null ? null : edit.server(key);
            if (key != null && server != null) {
                edit.replace(
                        key.service(),
                        SnapshotCompiler.successor(
                                server,
                                server.definition(),
                                server.weight(),
                                server.adminState(),
                                verdict.track(),
                                now));
            }
        }
        install(edit.build()).forEach(events::tell);
    }

    /** The agent on a server says something else. */
    void hear(AskedAgent agent, AgentWord word) {
        ServerKey key = agents.serverOf(agent);
        SnapshotEdit edit = new SnapshotEdit(publisher.current(), services);
        ServerSnapshot server = key == null ? null : edit.server(key);
        if (key != null && server != null) {
            edit.replace(key.service(), server.withAgent(word));
            install(edit.build()).forEach(events::tell);
        }
    }

    /** Traffic to a server fails: it is down until its check has succeeded often enough. One without a check stays up. */
    boolean takeDown(ServerKey key, String words) {
        Standing check = checks.of(key);
        if (check == null) {
            return false;
        }
        HealthTrack down = new HealthTrack(Health.DOWN, 0, new CheckReason("L7TRAFFIC", words));
        check.impose(down);
        take(List.of(new Verdict(check, down)));
        return true;
    }

    boolean awaitsDrains() {
        return !drains.idle() || !toClearAgain.isEmpty();
    }

    /** Looks after draining servers; called now and then while {@link #awaitsDrains}. */
    void tick() {
        Snapshot current = publisher.current();
        toClearAgain.forEach(key -> clearIfDraining(current, key));
        toClearAgain.clear();
        drains.takeDrained(current).forEach(key -> events.tell(new Event.Drained(clock.instant(), key)));
    }

    private static void clearIfDraining(Snapshot current, ServerKey key) {
        ServiceSnapshot service = current.service(key.service());
        ServerSnapshot server = service == null ? null : service.server(key.server());
        if (service != null && server != null && server.adminState() == AdminState.DRAINING) {
            clearSessionsOf(service, server.id());
        }
    }

    /** Nothing serves any more: planes release all they hold, checks end. */
    void shutDown() {
        Snapshot current = publisher.current();
        if (current.generation() == 0) {
            // Nothing was ever in force: what a plane finds on the host belongs to a daemon that serves.
            return;
        }
        Configuration nothing = Snapshot.empty().configuration();
        Snapshot empty = new Snapshot(current.generation() + 1, current.configurationVersion(), nothing, List.of());
        try {
            planes.stage(current, empty).commit();
        } catch (ApplyException e) {
            LOG.log(System.Logger.Level.ERROR, "a plane could not be emptied at the stop", e);
        }
        install(empty);
    }

    /** Puts a snapshot in force and lets everything follow. Returns the events, to be told by the caller. */
    private List<Event> install(Snapshot next) {
        Snapshot current = publisher.current();
        if (next.generation() == current.generation()) {
            return List.of();
        }
        publisher.publish(next);
        planes.adopt(current, next);
        List<ServiceChange> changes = ServiceChange.between(current, next);
        for (ServiceChange change : changes) {
            checks.follow(change);
            agents.follow(change);
            followSessions(change);
        }
        return Transitions.of(changes, clock.instant());
    }

    private void followSessions(ServiceChange change) {
        ServiceSnapshot before = change.before();
        ServiceSnapshot after = change.after();
        if (before == null || after == null) {
            return;
        }
        PersistenceTable table = after.persistence();
        Persistence settings = after.definition().persistence();
        if (table != null
                && table.equals(before.persistence())
                && !settings.equals(before.definition().persistence())) {
            parts.reconfigure(table, settings);
        }
        change.servers().forEach(server -> followSessions(after, server));
    }

    private void followSessions(ServiceSnapshot service, ServerChange change) {
        ServerSnapshot before = change.before();
        ServerSnapshot after = change.after();
        if (before == null) {
            return;
        }
        if (after == null) {
            clearSessionsOf(service, before.id());
        } else if (after.adminState() != before.adminState()) {
            followAdminState(service, change.key(), after);
        }
    }

    private void followAdminState(ServiceSnapshot service, ServerKey key, ServerSnapshot server) {
        switch (server.adminState()) {
            case HALTED -> clearSessionsOf(service, server.id());
            case DRAINING -> {
                drains.await(key, server.id());
                if (service.definition().persistence().clearOnDrain()) {
                    clearSessionsOf(service, server.id());
                    toClearAgain.add(key);
                }
            }
            case ONLINE -> {
                // Its clients stay where they are now.
            }
        }
    }

    private static void clearSessionsOf(ServiceSnapshot service, int serverId) {
        PersistenceTable table = service.persistence();
        if (table != null) {
            table.clearServer(serverId);
        }
    }
}
