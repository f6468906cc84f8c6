package io.weir.l7.tcp;

import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import io.weir.l7.log.ConnectionEnd;
import io.weir.l7.log.ConnectionLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A proxy, and the smallest control plane that can drive it. */
final class ProxyWorld implements AutoCloseable {
    private final Map<ServerKey, Integer> ids = new HashMap<>();
    private final Map<ServerKey, ServerLoad> serverLoads = new HashMap<>();
    private final Map<String, ServiceLoad> serviceLoads = new HashMap<>();
    private final Map<ServerKey, AdminState> adminStates = new HashMap<>();
    private final Map<ServerKey, Health> healths = new HashMap<>();
    private final Map<String, PersistenceTable> tables = new HashMap<>();
    private final AtomicReference<Snapshot> current = new AtomicReference<>(compile(List.of()));
    private final List<ConnectionEnd> ends = new CopyOnWriteArrayList<>();
    private final TcpProxy proxy;
    private List<VirtualService> services = List.of();

    ProxyWorld(Configuration.Transport transport, int threads) throws ApplyException {
        this.proxy = new TcpProxy(new Configuration.L7(transport, threads), this::current, new Recorder());
    }

    ProxyWorld(Configuration.Transport transport, int threads, ConnectionLog log) throws ApplyException {
        this.proxy = new TcpProxy(new Configuration.L7(transport, threads), this::current, log);
    }

    private final class Recorder implements ConnectionLog {
        @Override
        public boolean wants(EndReason reason) {
            return true;
        }

        @Override
        public void ended(ConnectionEnd end) {
            ends.add(end);
        }
    }

    TcpProxy proxy() {
        return proxy;
    }

    Snapshot current() {
        return current.get();
    }

    List<ConnectionEnd> ends() {
        return ends;
    }

    ServiceLoad load(String service) {
        return serviceLoads.computeIfAbsent(service, any -> new ServiceLoad());
    }

    ServerLoad load(String service, String server) {
        return serverLoads.computeIfAbsent(new ServerKey(service, server), any -> new ServerLoad());
    }

    void persistWith(String service, PersistenceTable table) {
        tables.put(service, table);
    }

    /** The whole path of a new configuration. */
    void apply(VirtualService... definitions) throws ApplyException {
        List<VirtualService> before = services;
        services = Arrays.asList(definitions);
        Snapshot old = current.get();
        Snapshot next = compile(services);
        DataPlane.Staged staged;
        try {
            staged = proxy.stage(old, next);
        } catch (ApplyException e) {
            services = before;
            throw e;
        }
        current.set(next);
        staged.commit();
        proxy.adopt(old, next);
    }

    void set(String service, String server, AdminState state) {
        adminStates.put(new ServerKey(service, server), state);
        recompile();
    }

    void set(String service, String server, Health health) {
        healths.put(new ServerKey(service, server), health);
        recompile();
    }

    private void recompile() {
        Snapshot old = current.get();
        Snapshot next = compile(services);
        current.set(next);
        proxy.adopt(old, next);
    }

    private Snapshot compile(List<VirtualService> definitions) {
        Snapshot old = current == null ? null : current.get();
        long generation = old == null ? 0 : old.generation() + 1;
        List<ServiceSnapshot> compiled = new ArrayList<>();
        definitions.forEach(definition -> compiled.add(compile(definition)));
        return new Snapshot(generation, generation, configuration(definitions), compiled);
    }

    /** A snapshot that is never in force. */
    static Snapshot snapshot(VirtualService definition) {
        ServiceLoad load = new ServiceLoad();
        ServiceSnapshot service = new ServiceSnapshot(
                definition, ServiceState.UP, List.of(), List.of(), roundRobin(List.of(), load), null, load);
        return new Snapshot(1, 1, configuration(List.of(definition)), List.of(service));
    }

    static Configuration configuration(List<VirtualService> definitions) {
        return new Configuration(
                new Configuration.Node("test", Path.of("/nonexistent")),
                Configuration.L4.automatic(),
                new Configuration.L7(Configuration.Transport.AUTO, 0),
                new Configuration.Admin(Path.of("/nonexistent")),
                new Configuration.FallbackPage(false, IpAddress.of("127.0.0.1"), 9081, null),
                definitions);
    }

    private ServiceSnapshot compile(VirtualService definition) {
        List<ServerSnapshot> servers = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        List<ServerSnapshot> candidateServers = new ArrayList<>();
        for (RealServer server : definition.realServers()) {
            ServerSnapshot snapshot = compile(definition, server);
            servers.add(snapshot);
            if (snapshot.takesNewClients()) {
                candidateServers.add(snapshot);
                candidates.add(new Candidate(
                        snapshot.id(), server.name(), server.weight(), server.maxConnections(), snapshot.load()));
            }
        }
        ServiceLoad load = load(definition.name());
        @Nullable PersistenceTable table = tables.get(definition.name());
        return new ServiceSnapshot(
                definition, ServiceState.UP, servers, candidateServers, roundRobin(candidates, load), table, load);
    }

    private ServerSnapshot compile(VirtualService definition, RealServer server) {
        ServerKey key = new ServerKey(definition.name(), server.name());
        int id = ids.computeIfAbsent(key, any -> ids.size() + 1);
        return new ServerSnapshot(
                id,
                server,
                server.weight(),
                healths.getOrDefault(key, Health.UP),
                adminStates.getOrDefault(key, server.adminState()),
                null,
                Instant.EPOCH,
                load(definition.name(), server.name()));
    }

    private static Scheduler roundRobin(List<Candidate> candidates, ServiceLoad load) {
        return (client, destination, filter) -> {
            long turn = load.nextTurn();
            for (int i = 0; i < candidates.size(); i++) {
                int index = (int) ((turn + i) % candidates.size());
                Candidate candidate = candidates.get(index);
                if (candidate.hasRoom() && filter.accepts(candidate.serverId())) {
                    return index;
                }
            }
            return Scheduler.NONE;
        };
    }

    int id(String service, String server) {
        return Objects.requireNonNull(ids.get(new ServerKey(service, server)));
    }

    @Override
    public void close() {
        proxy.close();
    }
}
