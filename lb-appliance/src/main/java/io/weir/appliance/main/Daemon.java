package io.weir.appliance.main;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.weir.appliance.Amount;
import io.weir.appliance.Version;
import io.weir.appliance.alert.Alerter;
import io.weir.appliance.ping.EchoPinger;
import io.weir.appliance.socket.AdminSocket;
import io.weir.appliance.socket.Operations;
import io.weir.appliance.socket.Refusal;
import io.weir.appliance.socket.SocketUnavailable;
import io.weir.appliance.status.DaemonFacts;
import io.weir.appliance.status.RateMeter;
import io.weir.core.control.ApplyException;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.Event;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.probe.Probes;
import io.weir.core.service.Configuration;
import io.weir.l4.observe.Observer;
import io.weir.l7.transport.TransportChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A running balancer: made of the control plane, the planes that carry traffic, and the admin socket. */
public final class Daemon implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.daemon");

    private final Instant startedAt = InstantSource.system().instant();
    private final ExecutorService errands = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("errands").daemon().factory());
    private final ServiceManager serviceManager = ServiceManager.ofEnvironment(System.getenv());
    private final EchoPinger pings = new EchoPinger();
    private final Planes planes;
    private final ControlPlane control;
    private final Observer layer4;
    private final RateMeter rates;
    private final ArpChecks arp;
    private final Operations operations;
    private final Alerter alerter;
    private @Nullable AdminSocket socket;
    private volatile boolean serving;

    private Daemon(RunOptions options, Beginning beginning) throws ApplyException {
        // Both take a few hundred milliseconds, so both at the same time.
        errands.execute(AdminSocket::preload);
        Configuration configuration = beginning.loaded().configuration();
        AtomicReference<@Nullable ControlPlane> later = new AtomicReference<>();
        try {
            planes = Planes.of(configuration.l7(), () -> current(later), (service, server, words) -> {
                ControlPlane plane = later.get();
                if (plane != null) {
                    var _ = plane.takeDown(new ServerKey(service, server), words);
                }
            });
        } catch (ApplyException e) {
            errands.shutdown();
            beginning.giveBackStore();
            throw e;
        }
        control = new ControlPlane(
                planes.inOrder(),
                beginning.store(),
                new HealthChecker(
                        new Probes(planes.checks().dialer(), pings, System::nanoTime, InstantSource.system())),
                InstantSource.system(),
                System::nanoTime);
        later.set(control);
        control.events().subscribe(this::tell);
        alerter = Alerter.start(() -> control.current().configuration());
        control.events().subscribe(alerter::hear);
        TransportChoice choice = planes.proxy().eventLoops().choice();
        DaemonFacts facts = new DaemonFacts(
                Version.text(),
                choice.transport().kind().key(),
                startedAt,
                ProcessHandle.current().pid());
        layer4 = new Observer(planes.layer4());
        rates = RateMeter.start(control::current);
        arp = ArpChecks.start(control);
        operations = new DaemonOperations(
                facts,
                InstantSource.system(),
                control,
                planes.proxy(),
                layer4,
                rates,
                new Reloads(options, control, configuration),
                alerter,
                arp);
    }

    /** Nothing is listened on before the first configuration is applied, so nobody asks before there is an answer. */
    private static Snapshot current(AtomicReference<@Nullable ControlPlane> control) {
        return Objects.requireNonNull(control.get(), "the control plane").current();
    }

    /** A start that is refused says so itself. */
    private void tell(Event event) {
        if (serving || !(event instanceof Event.ConfigurationRefused)) {
            EventLog.write(event);
        }
    }

    /** Returns when every service serves and the admin socket answers. */
    static Daemon start(RunOptions options) throws StartFailure, InterruptedException {
        Instant begun = InstantSource.system().instant();
        Beginning beginning = Beginning.of(options);
        if (beginning.store().lastStopWasUnclean()) {
            LOG.log(
                    WARNING,
                    "the run before was killed, crashed or lost its power; what operators had said is remembered");
        }
        beginning.warnings().forEach(line -> LOG.log(ERROR, line));
        Daemon daemon;
        try {
            daemon = new Daemon(options, beginning);
        } catch (ApplyException e) {
            throw StartFailure.failed(e.problems());
        }
        try {
            daemon.serve(beginning.loaded());
        } catch (StartFailure | InterruptedException | RuntimeException e) {
            if (beginning.store().lastStopWasUnclean()) {
                beginning.giveBackStore();
            }
            daemon.close();
            throw e;
        }
        daemon.ready(Duration.between(begun, InstantSource.system().instant()));
        return daemon;
    }

    private void serve(LoadedConfiguration loaded) throws StartFailure, InterruptedException {
        Path path = loaded.configuration().admin().socket();
        Future<AdminSocket> opening = errands.submit(() -> AdminSocket.open(path, operations));
        CompletableFuture<List<String>> applying = control.apply(loaded.configuration(), loaded.text());
        @Nullable StartFailure unavailable = null;
        try {
            socket = opening.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof SocketUnavailable)) {
                throw new IllegalStateException("the admin socket failed", e.getCause());
            }
            unavailable =
                    StartFailure.failed(List.of(String.valueOf(e.getCause().getMessage())));
        }
        try {
            Answers.await(applying);
        } catch (Refusal refusal) {
            throw StartFailure.failed(refusal.lines());
        }
        if (unavailable != null) {
            throw unavailable;
        }
    }

    private void ready(Duration took) {
        Snapshot snapshot = control.current();
        int servers = snapshot.services().stream()
                .mapToInt(service -> service.servers().size())
                .sum();
        TransportChoice choice = planes.proxy().eventLoops().choice();
        LOG.log(
                INFO,
                "READY " + snapshot.configuration().node().name() + ": "
                        + services(snapshot) + ", "
                        + Amount.of(servers, "real server") + ", configuration "
                        + snapshot.configurationVersion() + ", transport "
                        + choice.transport().kind().key() + " ("
                        + choice.reason() + "), "
                        + layer4.engine()
                                .map(engine -> "layer 4 engine " + engine.text() + ", ")
                                .orElse("")
                        + "admin socket "
                        + snapshot.configuration().admin().socket()
                        + ", started in " + took.toMillis() + " ms");
        serving = true;
        serviceManager.ready();
    }

    /** {@code 3 virtual services}, or how many of them serve when some cannot. */
    private String services(Snapshot snapshot) {
        int all = snapshot.services().size();
        List<String> unserved = snapshot.services().stream()
                .filter(operations.live().unserved())
                .map(ServiceSnapshot::name)
                .toList();
        return unserved.isEmpty()
                ? Amount.of(all, "virtual service")
                : (all - unserved.size()) + " of " + Amount.of(all, "virtual service") + " served, not "
                        + String.join(", ", unserved);
    }

    /** What operators can ask of it; for the demo and for tests, which run it in their own process. */
    public Operations operations() {
        return operations;
    }

    /** Applies the file anew on another thread; the event, or what is said here, tells how it went. */
    void reloadFromSignal() {
        try {
            errands.execute(this::reload);
        } catch (RejectedExecutionException e) {
            LOG.log(INFO, "SIGHUP: no reload, the daemon is stopping");
        }
    }

    private void reload() {
        LOG.log(INFO, "SIGHUP: reload");
        try {
            operations.reload();
        } catch (Refusal refusal) {
            refusal.lines().forEach(line -> LOG.log(ERROR, "reload refused: " + line));
        }
    }

    /** Stops serving: listeners, addresses, socket and run marker are gone when it returns. */
    @Override
    public void close() {
        serviceManager.stopping();
        if (serving) {
            LOG.log(INFO, "stopping");
        }
        errands.shutdown();
        if (socket != null) {
            socket.close();
        }
        arp.close();
        rates.close();
        layer4.close();
        alerter.close();
        control.close();
        pings.close();
        planes.close();
        if (serving) {
            LOG.log(INFO, "stopped");
        }
    }
}
