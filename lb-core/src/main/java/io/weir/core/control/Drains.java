package io.weir.core.control;

import io.weir.core.service.AdminState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers whose last connection is awaited. */
final class Drains {
    private final Map<Integer, ServerKey> awaited = new HashMap<>();

    void await(ServerKey key, int serverId) {
        awaited.put(serverId, key);
    }

    boolean idle() {
        return awaited.isEmpty();
    }

    /** The servers that have no connection any more; each is returned once. Those no longer draining are forgotten. */
    List<ServerKey> takeDrained(Snapshot current) {
        List<ServerKey> drained = new ArrayList<>();
        awaited.entrySet().removeIf(entry -> {
            ServiceSnapshot service = current.service(entry.getValue().service());
            ServerSnapshot server = service == null ? null : service.server(entry.getKey());
            if (server == null || server.adminState() != AdminState.DRAINING) {
                return true;
            }
            if (server.load().active() == 0) {
                drained.add(entry.getValue());
                return true;
            }
            return false;
        });
        return drained;
    }
}
