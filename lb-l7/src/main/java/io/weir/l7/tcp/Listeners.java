package io.weir.l7.tcp;

import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.VirtualService;
import io.weir.l7.transport.BindFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every listening socket and the service it belongs to. Confined to the control thread. */
final class Listeners {
    private final ProxyContext context;
    private final List<RelayLoop> loops;
    private final Supplier<Snapshot> current;
    private final Map<Endpoint, Listener> listeners = new HashMap<>();
    private final Map<String, Frontend> frontends = new HashMap<>();
    private int turn;

    Listeners(ProxyContext context, List<RelayLoop> loops, Supplier<Snapshot> current) {
        this.context = context;
        this.loops = loops;
        this.current = current;
    }

    /**
     * Opens the sockets that are not open yet.
     *
     * @throws ApplyException naming every one that cannot be had; none is kept then
     */
    DataPlane.Staged stage(Snapshot next) throws ApplyException {
        Map<Endpoint, Frontend> wanted = wanted(next);
        List<Listener> opened = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        wanted.forEach((endpoint, frontend) -> {
            if (!listeners.containsKey(endpoint)) {
                try {
                    opened.add(new Listener(
                            endpoint, frontend, context, loops, nextAcceptor().eventLoop()));
                } catch (IOException e) {
                    problems.add(BindFailure.words(
                            "service " + frontend.name(), endpoint.address().toString(), endpoint.port(), e));
                }
            }
        });
        if (!problems.isEmpty()) {
            opened.forEach(Listener::close);
            throw new ApplyException(problems);
        }
        return new StagedListeners(wanted, opened);
    }

    /** The frontends in service. */
    Collection<Frontend> frontends() {
        return frontends.values();
    }

    /** Stops listening. */
    void close() {
        listeners.values().forEach(Listener::close);
        listeners.clear();
    }

    private RelayLoop nextAcceptor() {
        turn = (turn + 1) % loops.size();
        return loops.get(turn);
    }

    private Map<Endpoint, Frontend> wanted(Snapshot next) {
        Map<Endpoint, Frontend> wanted = new LinkedHashMap<>();
        for (ServiceSnapshot service : next.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && definition.mode().isLayer7()) {
                Frontend known = frontends.get(service.name());
                Frontend frontend = known == null ? new Frontend(service, current) : known;
                for (int port : definition.ports().toArray()) {
                    wanted.put(new Endpoint(definition.address(), port), frontend);
                }
            }
        }
        return wanted;
    }

    private final class StagedListeners implements DataPlane.Staged {
        private final Map<Endpoint, Frontend> wanted;
        private final List<Listener> opened;

        StagedListeners(Map<Endpoint, Frontend> wanted, List<Listener> opened) {
            this.wanted = wanted;
            this.opened = opened;
        }

        @Override
        public void commit() {
            listeners.entrySet().removeIf(entry -> {
                boolean unwanted = !wanted.containsKey(entry.getKey());
                if (unwanted) {
                    entry.getValue().close();
                }
                return unwanted;
            });
            opened.forEach(listener -> listeners.put(listener.endpoint(), listener));
            Map<String, Frontend> serving = new HashMap<>();
            Map<Frontend, List<Listener>> owned = new HashMap<>();
            wanted.forEach((endpoint, frontend) -> {
                Listener listener = listeners.get(endpoint);
                if (listener != null) {
                    listener.belongTo(frontend);
                    owned.computeIfAbsent(frontend, any -> new ArrayList<>()).add(listener);
                }
                serving.put(frontend.name(), frontend);
            });
            owned.forEach(Frontend::listenWith);
            frontends.clear();
            frontends.putAll(serving);
            opened.forEach(Listener::open);
        }

        @Override
        public void rollback() {
            opened.forEach(Listener::close);
        }
    }
}
