package io.weir.core.control;

import io.weir.core.control.ServiceChange.ServerChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds the events in the difference between two snapshots. */
final class Transitions {
    private Transitions() {}

    static List<Event> of(List<ServiceChange> changes, Instant at) {
        List<Event> events = new ArrayList<>();
        for (ServiceChange change : changes) {
            change.servers().forEach(server -> addServer(events, server, at));
            ServiceSnapshot before = change.before();
            ServiceSnapshot after = change.after();
            if (before != null && after != null && before.state() != after.state()) {
                events.add(new Event.ServiceStateChanged(at, after.name(), before.state(), after.state()));
            }
        }
        return events;
    }

    private static void addServer(List<Event> events, ServerChange change, Instant at) {
        ServerSnapshot before = change.before();
        ServerSnapshot after = change.after();
        if (before == null || after == null) {
            return;
        }
        if (before.adminState() != after.adminState()) {
            events.add(new Event.AdminStateChanged(at, change.key(), before.adminState(), after.adminState()));
        }
        if (!before.agent().state().equals(after.agent().state())) {
            events.add(new Event.AgentStateChanged(at, change.key(), before.agent(), after.agent()));
        }
        if (before.health() != after.health()) {
            events.add(new Event.HealthChanged(at, change.key(), before.health(), after.health(), after.reason()));
        }
    }
}
