package io.weir.core.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service that differs between two snapshots.
 *
 * @param before null when it is new
 * @param after null when it is gone
 */
record ServiceChange(
        @Nullable ServiceSnapshot before, @Nullable ServiceSnapshot after) {
    /** Every service that is not the same object in both. */
    static List<ServiceChange> between(Snapshot previous, Snapshot next) {
        Map<String, ServiceSnapshot> before =
                HashMap.newHashMap(previous.services().size());
        previous.services().forEach(service -> before.put(service.name(), service));
        List<ServiceChange> changes = new ArrayList<>();
        for (ServiceSnapshot service : next.services()) {
            ServiceSnapshot old = before.remove(service.name());
            if (old != service) {
                changes.add(new ServiceChange(old, service));
            }
        }
        before.values().forEach(gone -> changes.add(new ServiceChange(gone, null)));
        return changes;
    }

    /** Every server that differs, matched by its stable id. */
    List<ServerChange> servers() {
        List<ServerChange> changes = new ArrayList<>();
        Map<Integer, ServerSnapshot> old = new HashMap<>();
        if (before != null) {
            before.servers().forEach(server -> old.put(server.id(), server));
        }
        if (after != null) {
            for (ServerSnapshot server : after.servers()) {
                ServerSnapshot was = old.remove(server.id());
                if (!server.equals(was)) {
                    changes.add(new ServerChange(new ServerKey(after.name(), server.name()), was, server));
                }
            }
        }
        if (before != null) {
            for (ServerSnapshot gone : old.values()) {
                changes.add(new ServerChange(new ServerKey(before.name(), gone.name()), gone, null));
            }
        }
        return changes;
    }

    /**
     * One server that differs.
     *
     * @param before null when it is new
     * @param after null when it is gone
     */
    record ServerChange(
            ServerKey key,
            @Nullable ServerSnapshot before,
            @Nullable ServerSnapshot after) {}
}
