package io.weir.core.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes of single servers, gathered into one snapshot. */
final class SnapshotEdit {
    private final Snapshot base;
    private final ServiceCompiler services;
    private final Map<String, List<ServerSnapshot>> edited = new HashMap<>();

    SnapshotEdit(Snapshot base, ServiceCompiler services) {
        this.base = base;
        this.services = services;
    }

    /** The server as edited so far; null when it is not there. */
    @Nullable ServerSnapshot server(ServerKey key) {
        for (ServerSnapshot server : edited.getOrDefault(key.service(), original(key.service()))) {
            if (server.name().equals(key.server())) {
                return server;
            }
        }
        return null;
    }

    void replace(String service, ServerSnapshot server) {
        List<ServerSnapshot> servers = edited.computeIfAbsent(service, name -> new ArrayList<>(original(name)));
        servers.replaceAll(old -> old.id() == server.id() ? server : old);
    }

    private List<ServerSnapshot> original(String name) {
        ServiceSnapshot service = base.service(name);
        return service == null ? List.of() : service.servers();
    }

    /** The next generation; the base itself when nothing differs. */
    Snapshot build() {
        List<ServiceSnapshot> next = new ArrayList<>();
        boolean changed = false;
        for (ServiceSnapshot service : base.services()) {
            List<ServerSnapshot> servers = edited.get(service.name());
            ServiceSnapshot compiled = servers == null ? service : services.compile(service, servers);
            changed |= compiled != service;
            next.add(compiled);
        }
        return changed
                ? new Snapshot(base.generation() + 1, base.configurationVersion(), base.configuration(), next)
                : base;
    }
}
