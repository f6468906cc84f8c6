package io.weir.l7.frontend;

import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.VirtualService;
import io.weir.l7.tls.TlsStore;
import io.weir.l7.transport.BindFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every listening socket and the service it belongs to. Confined to the control thread. */
public final class Listeners {
    private final ProxyContext context;
    private final List<ConnectionLoop> loops;
    private final Supplier<Snapshot> current;
    private final TlsStore tls;
    private final Map<Endpoint, Listener> listeners = new HashMap<>();
    private volatile Map<String, Frontend> frontends = Map.of();
    private int turn;

    /** None yet. */
    public Listeners(ProxyContext context, List<ConnectionLoop> loops, Supplier<Snapshot> current, TlsStore tls) {
        this.context = context;
        this.loops = loops;
        this.current = current;
        this.tls = tls;
    }

    /**
     * Opens the sockets that are not open yet.
     *
     * @throws ApplyException naming every one that cannot be had; none is kept then
     */
    public DataPlane.Staged stage(Snapshot now, Snapshot next) throws ApplyException {
        List<String> problems = new ArrayList<>();
        TlsStore.Staged stagedTls = tls.stage(now, next, problems);
        Map<Endpoint, EndpointServices> wanted = wanted(next, stagedTls, problems);
        List<Listener> opened = new ArrayList<>();
        wanted.forEach((endpoint, services) -> {
            if (!listeners.containsKey(endpoint)) {
                try {
                    opened.add(new Listener(
                            endpoint, services, context, loops, nextAcceptor().eventLoop()));
                } catch (IOException e) {
                    problems.add(BindFailure.words(
                            "service " + services.first().name(),
                            endpoint.address().toString(),
                            endpoint.port(),
                            e));
                }
            }
        });
        if (!problems.isEmpty()) {
            opened.forEach(Listener::close);
            throw new ApplyException(problems);
        }
        return new StagedListeners(wanted, opened, stagedTls);
    }

    /** The frontends in service. */
    public Collection<Frontend> frontends() {
        return frontends.values();
    }

    /** The frontend of this name, or null; from any thread. */
    public @Nullable Frontend frontend(String name) {
        return frontends.get(name);
    }

    /** Stops listening. */
    public void close() {
        listeners.values().forEach(Listener::close);
        listeners.clear();
    }

    private ConnectionLoop nextAcceptor() {
        turn = (turn + 1) % loops.size();
        return loops.get(turn);
    }

    private Map<Endpoint, EndpointServices> wanted(Snapshot next, TlsStore.Staged stagedTls, List<String> problems) {
        Map<Endpoint, List<Frontend>> owners = new LinkedHashMap<>();
        Map<Frontend, List<String>> names = new LinkedHashMap<>();
        for (ServiceSnapshot service : next.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && definition.mode().isLayer7()) {
                Frontend known = frontends.get(service.name());
                ServicePlan plan = ServicePlan.compile(
                        definition,
                        next.configuration().node().stateDirectory(),
                        stagedTls.frontend(service.name()),
                        problems);
                Frontend frontend = known == null ? new Frontend(service, plan, current) : known;
                frontend.stage(plan);
                names.put(frontend, definition.layer7().serverNames());
                for (int port : definition.ports().toArray()) {
                    owners.computeIfAbsent(new Endpoint(definition.address(), port), any -> new ArrayList<>())
                            .add(frontend);
                }
            }
        }
        addRedirects(owners, names.keySet());
        Map<Endpoint, EndpointServices> wanted = new LinkedHashMap<>();
        owners.forEach((endpoint, all) -> wanted.put(
                endpoint,
                EndpointServices.of(
                        all,
                        all.stream()
                                .map(frontend -> names.getOrDefault(frontend, List.of()))
                                .toList())));
        return wanted;
    }

    /** Ports that only lead to TLS, where no service has the port for itself. */
    private static void addRedirects(Map<Endpoint, List<Frontend>> owners, Set<Frontend> frontends) {
        Map<Endpoint, List<Frontend>> redirects = new LinkedHashMap<>();
        for (Frontend frontend : frontends) {
            VirtualService definition = frontend.staged().definition();
            FrontendTls settings = definition.layer7().tls();
            FrontendTls.Redirect redirect = settings == null ? null : settings.redirect();
            if (redirect != null) {
                redirects
                        .computeIfAbsent(new Endpoint(definition.address(), redirect.port()), any -> new ArrayList<>())
                        .add(frontend);
            }
        }
        redirects.forEach(owners::putIfAbsent);
    }

    private final class StagedListeners implements DataPlane.Staged {
        private final Map<Endpoint, EndpointServices> wanted;
        private final List<Listener> opened;
        private final TlsStore.Staged stagedTls;

        StagedListeners(Map<Endpoint, EndpointServices> wanted, List<Listener> opened, TlsStore.Staged stagedTls) {
            this.wanted = wanted;
            this.opened = opened;
            this.stagedTls = stagedTls;
        }

        @Override
        public void commit() {
            stagedTls.commit();
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
            wanted.forEach((endpoint, services) -> {
                Listener listener = listeners.get(endpoint);
                if (listener != null) {
                    listener.belongTo(services);
                    services.all()
                            .forEach(frontend -> owned.computeIfAbsent(frontend, any -> new ArrayList<>())
                                    .add(listener));
                }
                services.all().forEach(frontend -> serving.put(frontend.name(), frontend));
            });
            owned.forEach(Frontend::listenWith);
            frontends = Map.copyOf(serving);
            opened.forEach(Listener::open);
        }

        @Override
        public List<String> changes() {
            return stagedTls.changes();
        }

        @Override
        public void rollback() {
            opened.forEach(Listener::close);
        }
    }
}
