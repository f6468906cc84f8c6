package io.weir.l7;

import io.netty.channel.EventLoop;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.l7.frontend.ConnectionInfo;
import io.weir.l7.frontend.ConnectionLoop;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.frontend.Listeners;
import io.weir.l7.frontend.Protocols;
import io.weir.l7.frontend.ProxyContext;
import io.weir.l7.http.forward.HttpContext;
import io.weir.l7.http.forward.HttpProtocol;
import io.weir.l7.http.forward.ServerReports;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.log.ConnectionLog;
import io.weir.l7.tcp.TcpProtocol;
import io.weir.l7.tls.TlsStore;
import io.weir.l7.tls.TlsUpkeep;
import io.weir.l7.transport.EventLoops;
import io.weir.l7.upstream.ServerPool;
import io.weir.l7.upstream.UnansweredConnects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Layer 7: TCP mode and HTTP mode.
 *
 * <p>What becomes of running connections: those of a server that is halted are cut within a second. Those of a server
 * that drains, that is found down, or that has been removed go on until they end, and so do those of a service that has
 * been removed or disabled; its clients of HTTP are asked to go. {@link #close} cuts everything.
 */
public final class Proxy implements DataPlane, AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final EventLoops eventLoops;
    private final List<ConnectionLoop> loops;
    private final Map<ConnectionLoop, ServerPool> pools;
    private final Listeners listeners;
    private final RefusalCounters refusals = new RefusalCounters();
    private final UnansweredConnects unanswered = new UnansweredConnects(System::nanoTime);
    private final Supplier<Snapshot> current;
    private final TlsUpkeep upkeep;
    private boolean closed;

    /**
     * Starts the event loops; serves nothing until {@link #stage} and commit.
     *
     * @param settings transport and number of loops
     * @param current the snapshot in force; asked by every loop for every connection
     * @param log hears of ended connections
     * @throws ApplyException when the transport that the settings insist on does not work here
     */
    public Proxy(Configuration.L7 settings, Supplier<Snapshot> current, ConnectionLog log) throws ApplyException {
        this(settings, current, log, ServerReports.NONE);
    }

    /** @param reports hears of servers that fail their requests */
    public Proxy(Configuration.L7 settings, Supplier<Snapshot> current, ConnectionLog log, ServerReports reports)
            throws ApplyException {
        this.eventLoops = EventLoops.start(settings);
        this.current = current;
        Map<ConnectionLoop, ServerPool> all = new LinkedHashMap<>();
        for (EventLoop eventLoop : eventLoops.loops()) {
            ConnectionLoop loop = new ConnectionLoop(eventLoop);
            all.put(loop, new ServerPool(loop.deadlines()));
        }
        this.loops = List.copyOf(all.keySet());
        this.pools = Map.copyOf(all);
        TlsStore tls = new TlsStore();
        this.upkeep = new TlsUpkeep(tls);
        HttpVersions versions = new HttpVersions(tls.servers(), refusals);
        HttpContext http = new HttpContext(this::frontend, pools, versions, reports, refusals);
        Protocols protocols = new Protocols(
                new TcpProtocol(), new HttpProtocol(http, versions::http1), new HttpProtocol(http, versions::http2));
        this.listeners = new Listeners(
                new ProxyContext(
                        eventLoops.transport(), eventLoops.allocator(), log, protocols, tls.servers(), unanswered),
                loops,
                current,
                tls);
    }

    private @Nullable Frontend frontend(String service) {
        return listeners.frontend(service);
    }

    /** Requests and answers that HTTP's guard has refused since the start, by reason; from any thread. */
    public SortedMap<String, Long> refusals() {
        return refusals.all();
    }

    @Override
    public Map<String, String> problems() {
        return unanswered.problems(this::isDown);
    }

    private boolean isDown(String serviceName, String serverName) {
        ServiceSnapshot service = current.get().service(serviceName);
        return service == null
                || service.servers().stream()
                        .noneMatch(server -> server.name().equals(serverName)
                                && server.health() != Health.DOWN
                                && server.health() != Health.GOING_DOWN);
    }

    /** The threads under it, which other servers may share; {@link #close} ends them. */
    public EventLoops eventLoops() {
        return eventLoops;
    }

    @Override
    public Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        return listeners.stage(current, next);
    }

    @Override
    public void adopt(Snapshot current, Snapshot next) {
        if (closed) {
            return;
        }
        Set<Integer> halted = halted(next);
        if (!halted.isEmpty()) {
            for (ConnectionLoop loop : loops) {
                loop.eventLoop().execute(() -> loop.cut(halted, "the server was halted"));
            }
        }
        Set<String> gone = served(current);
        gone.removeAll(served(next));
        if (!gone.isEmpty()) {
            loops.forEach(loop -> loop.eventLoop().execute(() -> loop.finish(gone)));
        }
        Set<Integer> serving = serving(next);
        pools.forEach((loop, pool) -> loop.eventLoop().execute(() -> pool.keepOnly(serving)));
        for (Frontend frontend : listeners.frontends()) {
            frontend.resumeBelowLimit();
            frontend.queue().offerAll();
        }
    }

    /** The services of layer 7 that are served. */
    private static Set<String> served(Snapshot snapshot) {
        Set<String> names = new HashSet<>();
        for (ServiceSnapshot service : snapshot.services()) {
            if (service.definition().enabled() && service.definition().mode().isLayer7()) {
                names.add(service.name());
            }
        }
        return names;
    }

    private static Set<Integer> serving(Snapshot snapshot) {
        Set<Integer> serving = new HashSet<>();
        for (ServiceSnapshot service : snapshot.services()) {
            for (ServerSnapshot server : service.servers()) {
                if (server.takesPersistentClients()) {
                    serving.add(server.id());
                }
            }
        }
        return serving;
    }

    private static Set<Integer> halted(Snapshot snapshot) {
        Set<Integer> halted = new HashSet<>();
        for (ServiceSnapshot service : snapshot.services()) {
            for (ServerSnapshot server : service.servers()) {
                if (server.adminState() == AdminState.HALTED) {
                    halted.add(server.id());
                }
            }
        }
        return halted;
    }

    /**
     * The connections there are, at most {@code limit}; fewer when a loop does not answer within two seconds. Not to be
     * called on an event loop.
     */
    public List<ConnectionInfo> connections(int limit) {
        List<ConnectionInfo> infos = new ArrayList<>();
        for (ConnectionLoop loop : loops) {
            int rest = limit - infos.size();
            if (rest > 0) {
                infos.addAll(await(CompletableFuture.supplyAsync(() -> loop.list(rest), loop.eventLoop()), List.of()));
            }
        }
        return infos;
    }

    private static <T> T await(CompletableFuture<T> future, T otherwise) {
        try {
            return future.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.WARNING, "an event loop does not answer", e);
        }
        return otherwise;
    }

    /** Stops listening, cuts every connection and ends the threads; takes a few seconds at most. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        upkeep.close();
        listeners.close();
        pools.forEach((loop, pool) -> {
            Runnable cut = () -> {
                loop.cutAll();
                pool.closeAll();
            };
            await(CompletableFuture.runAsync(cut, loop.eventLoop()).thenApply(done -> true), false);
        });
        eventLoops.close();
    }
}
