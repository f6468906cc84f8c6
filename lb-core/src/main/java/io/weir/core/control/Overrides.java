package io.weir.core.control;

import io.weir.core.service.AdminState;
import io.weir.core.service.RealServer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator said at run time that differs from the file. Each word holds until the file changes its own about
 * that server; admin states are remembered over restarts, weights are not. Immutable, so that a change can be tried and
 * thrown away.
 *
 * @param adminStates by server; also saved by {@link StateStore}
 * @param weights by server
 */
record Overrides(Map<ServerKey, Admin> adminStates, Map<ServerKey, Weight> weights) {
    /**
     * @param state what the operator said
     * @param fileState what the file said then
     * @param since when the operator said it; null when that was not remembered
     */
    record Admin(
            AdminState state,
            AdminState fileState,
            @Nullable Instant since) {}

    /**
     * @param weight what the operator said
     * @param fileWeight what the file said then
     */
    record Weight(int weight, int fileWeight) {}

    Overrides {
        adminStates = Map.copyOf(adminStates);
        weights = Map.copyOf(weights);
    }

    AdminState adminState(ServerKey key, RealServer definition) {
        Admin admin = adminStates.get(key);
        return admin != null && admin.fileState() == definition.adminState() ? admin.state() : definition.adminState();
    }

    int weight(ServerKey key, RealServer definition) {
        Weight override = weights.get(key);
        return override != null && override.fileWeight() == definition.weight()
                ? override.weight()
                : definition.weight();
    }

    /** Since when the operator's word about a server is in force; null when it is the file's that is. */
    @Nullable Instant adminSince(ServerKey key, RealServer definition) {
        Admin admin = adminStates.get(key);
        return admin != null && admin.fileState() == definition.adminState() ? admin.since() : null;
    }

    Overrides withAdminState(ServerKey key, RealServer definition, AdminState state, Instant now) {
        Map<ServerKey, Admin> changed = new HashMap<>(adminStates);
        if (state == definition.adminState()) {
            changed.remove(key);
        } else {
            Admin said = changed.get(key);
            boolean again = said != null && said.state() == state && said.fileState() == definition.adminState();
            changed.put(key, again ? said : new Admin(state, definition.adminState(), now));
        }
        return new Overrides(changed, weights);
    }

    Overrides withWeight(ServerKey key, RealServer definition, int weight) {
        Map<ServerKey, Weight> changed = new HashMap<>(weights);
        if (weight == definition.weight()) {
            changed.remove(key);
        } else {
            changed.put(key, new Weight(weight, definition.weight()));
        }
        return new Overrides(adminStates, changed);
    }

    /** Without the words about servers that are gone or of which the file says something else now. */
    Overrides inForce(Snapshot snapshot) {
        Map<ServerKey, Admin> admin = new HashMap<>();
        Map<ServerKey, Weight> weight = new HashMap<>();
        for (ServiceSnapshot service : snapshot.services()) {
            for (ServerSnapshot server : service.servers()) {
                ServerKey key = new ServerKey(service.name(), server.name());
                Admin saidState = adminStates.get(key);
                if (saidState != null
                        && saidState.fileState() == server.definition().adminState()) {
                    admin.put(key, saidState);
                }
                Weight saidWeight = weights.get(key);
                if (saidWeight != null
                        && saidWeight.fileWeight() == server.definition().weight()) {
                    weight.put(key, saidWeight);
                }
            }
        }
        return new Overrides(admin, weight);
    }
}
