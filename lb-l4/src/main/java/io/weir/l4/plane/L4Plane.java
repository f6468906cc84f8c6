package io.weir.l4.plane;

import io.weir.arp.claim.Claim;
import io.weir.arp.neighbor.NeighborEvent;
import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.neighbor.Neighbors;
import io.weir.arp.wire.InterfaceName;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Configuration;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.Station;
import io.weir.l4.view.ViewLink;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * DR, NAT and SNAT. Takes from the host what the configuration needs (queues on its interfaces, the VIPs on the wire, a
 * guard that keeps the host's stack away from them) and gives workers a view of every snapshot.
 *
 * <p>Nothing is opened before the first configuration with a layer 4 service. What becomes of running flows: those of a
 * server that is halted are cut within a second. Those of a server that drains, that is found down, or that has been
 * removed go on until they end, and so do those of a service that has been removed or disabled; those of one that moves
 * to layer 7 are cut.
 */
public final class L4Plane implements DataPlane, AutoCloseable {
    private static final Logger LOG = System.getLogger("io.weir.l4");
    private static final L4View NOTHING = new L4View(
            0,
            List.of(),
            new AddressMap<>(Map.of()),
            new AddressMap<>(Map.of()),
            new AddressMap<>(Map.of()),
            new ServerMap(List.of()),
            false);

    private final Host host;
    private final Links links = new Links();
    private final Retired retired = new Retired();
    private final Fallbacks fallbacks = new Fallbacks();
    /** Our flows have used them; their ports stay reserved, and late packets to them are not the host's. */
    private final Set<IpAddress> sharedSources = new HashSet<>();

    private final NatReplies natReplies = new NatReplies(InstantSource.system());
    private final Engines engines;
    private @Nullable Guard guard;
    private @Nullable Neighbors neighbors;
    private @Nullable Ownership ownership;
    private @Nullable HostWatch watch;
    private Plan plan = Plan.empty();
    private @Nullable Change pending;
    private boolean hostChanged;
    /** Why the configuration in force would be refused on the host as it is now. */
    private List<String> hostProblems = List.of();

    private Snapshot snapshot = Snapshot.empty();
    private volatile L4View view = NOTHING;
    private volatile boolean closed;

    /** What a committed configuration still has to do when its snapshot is in force. */
    private record Change(Plan before, List<Claim> answers) {}

    /**
     * Opens nothing yet.
     *
     * @param host where queues, guard and addresses come from
     */
    public L4Plane(Host host) {
        this.host = host;
        this.engines = new Engines(host, () -> view);
    }

    /** The workers; empty before the first configuration with a layer 4 service. */
    public Optional<Workers> workers() {
        return engines.workers();
    }

    /** The engine in use, with the reason for it, as for the log; empty before the first layer 4 service. */
    public Optional<String> engine() {
        return engines.description();
    }

    /** The view in force. */
    public L4View view() {
        return view;
    }

    @Override
    public synchronized Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        Configuration configuration = next.configuration();
        if (engines.workers().isEmpty() && Planner.services(configuration).isEmpty()) {
            return new Unneeded();
        }
        int linksBefore = links.indexes().size();
        Planner planner = new Planner(topology(), configuration, links);
        Plan wanted = planner.plan();
        if (!planner.problems().isEmpty()) {
            links.truncate(linksBefore);
            throw new ApplyException(planner.problems());
        }
        try {
            boolean translates =
                    Planner.services(configuration).stream().anyMatch(service -> service.mode() == Mode.L4_SNAT);
            prepare(wanted, configuration.node().stateDirectory(), translates);
            if (watch == null) {
                watch = HostWatch.start(this::refresh);
            }
            Engines.Change engineChange = engines.stage(configuration.l4(), wanted);
            List<Claim> answers = ownership().ask(wanted, Planner.services(configuration));
            return new StagedPlan(wanted, engineChange, answers, linksBefore);
        } catch (IOException e) {
            giveUp(linksBefore);
            throw new ApplyException(List.of(HostProblem.describe(e)));
        } catch (IllegalArgumentException e) {
            // More neighbours or addresses than there can be.
            giveUp(linksBefore);
            throw new ApplyException(List.of("layer 4: " + e.getMessage()));
        }
    }

    /** As before a stage that failed. */
    private void giveUp(int linksBefore) {
        links.truncate(linksBefore);
        if (neighbors != null) {
            watchNeighbors(neighbors, plan);
        }
    }

    private Topology topology() throws ApplyException {
        try {
            return host.topology();
        } catch (IOException e) {
            throw new ApplyException(List.of("the interfaces of this host cannot be read: " + e.getMessage()));
        }
    }

    /** Opens what the first layer 4 service needs; asks for new servers at once, so that they are known in time. */
    private void prepare(Plan wanted, Path stateDirectory, boolean needsSourcePorts) throws IOException {
        if (guard == null) {
            guard = host.guard(stateDirectory);
        }
        guard.open(wanted.links());
        if (needsSourcePorts) {
            guard.reserve();
        }
        if (neighbors == null) {
            neighbors = Neighbors.open(L4Plane::tell);
        }
        watchNeighbors(neighbors, plan, wanted);
        if (ownership == null) {
            ownership = new Ownership(this::freed);
        }
    }

    private void watchNeighbors(Neighbors watched, Plan... plans) {
        Set<NeighborKey> stations = new HashSet<>(retired.stations());
        for (Plan one : plans) {
            stations.addAll(one.stations());
        }
        watched.watch(stations);
    }

    private static void tell(NeighborEvent event) {
        String who = "station " + event.key().address() + " on "
                + InterfaceName.of(event.key().interfaceIndex());
        switch (event.kind()) {
            case RESOLVED -> LOG.log(Level.INFO, who + " is at " + event.now());
            case CHANGED -> LOG.log(Level.WARNING, who + " moved from " + event.before() + " to " + event.now());
            case UNANSWERED -> LOG.log(Level.WARNING, who + " does not answer ARP or neighbour solicitations");
            case STALE ->
                LOG.log(Level.WARNING, who + " has stopped answering; its flows still go to " + event.before());
            case LOST -> LOG.log(Level.WARNING, who + " is lost; frames to it are dropped");
        }
    }

    private Neighbors neighbors() {
        return Objects.requireNonNull(neighbors);
    }

    private Ownership ownership() {
        return Objects.requireNonNull(ownership);
    }

    private static final class Unneeded implements Staged {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    }

    private final class StagedPlan implements Staged {
        private final Plan wanted;
        private final Engines.Change engineChange;
        private final List<Claim> answers;
        private final int linksBefore;

        StagedPlan(Plan wanted, Engines.Change engineChange, List<Claim> answers, int linksBefore) {
            this.wanted = wanted;
            this.engineChange = engineChange;
            this.answers = answers;
            this.linksBefore = linksBefore;
        }

        @Override
        public void commit() {
            synchronized (L4Plane.this) {
                pending = new Change(plan, answers);
                plan = wanted;
                hostProblems = List.of();
                engineChange.commit();
            }
        }

        @Override
        public void rollback() {
            synchronized (L4Plane.this) {
                engineChange.rollback();
                giveUp(linksBefore);
            }
        }
    }

    @Override
    public synchronized void adopt(Snapshot current, Snapshot next) {
        if (engines.workers().isEmpty() || closed) {
            return;
        }
        snapshot = next;
        Change change = pending;
        pending = null;
        if (change != null) {
            retired.retire(view, change.before(), current, next);
            watchNeighbors(neighbors(), plan);
            List<VirtualService> services = Planner.services(next.configuration());
            hide(services);
            ownership().commit(plan, services, change.answers());
        }
        publish();
    }

    private void publish() {
        Configuration configuration = snapshot.configuration();
        Sources sources = new Sources(configuration.l4().snatAddresses(), plan.local(), sourcePorts(), workerCount());
        ViewCompiler compiler = new ViewCompiler(plan, this::station, sources, fallbacks);
        view = compiler.compile(snapshot, ownership()::owns, retired, sharedSources);
        engines.steer(view);
        engines.workers().ifPresent(Workers::wakeup);
    }

    private int workerCount() {
        return engines.workers().map(Workers::count).orElse(1);
    }

    private Station station(NeighborKey key) {
        return neighbors().neighbor(key)::mac;
    }

    private PortSet sourcePorts() {
        return Objects.requireNonNull(guard).sourcePorts();
    }

    /** Before workers serve it, the host must not see it. */
    private void hide(List<VirtualService> services) {
        Set<IpAddress> addresses = plan.known();
        addresses.addAll(retired.vips().keySet());
        Configuration configuration = snapshot.configuration();
        Sources sources = new Sources(configuration.l4().snatAddresses(), plan.local(), sourcePorts(), workerCount());
        services.forEach(service -> service.realServers().forEach(server -> {
            Plan.Way way = plan.servers().get(server.address());
            if (way != null) {
                sources.pool(way, service, server.address().v6());
            }
        }));
        sharedSources.addAll(sources.shared());
        Set<Guard.Reply> replies = new HashSet<>(Guard.replies(services));
        replies.addAll(retired.replies());
        try {
            Objects.requireNonNull(guard)
                    .hide(new Guard.Hidden(addresses, replies, sharedSources, sourcePorts(), Set.copyOf(plan.local())));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the host's stack still sees traffic of layer 4: " + HostProblem.describe(e));
        }
    }

    /** Another station has given a VIP up. */
    private synchronized void freed(IpAddress address) {
        if (!closed && ownership().freed(address, plan.links()) && pending == null) {
            publish();
        }
    }

    /** Once a second, and when the host's interfaces, addresses or routes have changed. */
    private synchronized void refresh(boolean changed) {
        if (closed || engines.workers().isEmpty()) {
            return;
        }
        hostChanged |= changed;
        if (pending != null) {
            // The plan is that of the next snapshot already; a plan for this one must not take its place.
            return;
        }
        boolean look = hostChanged;
        hostChanged = false;
        if (look) {
            replan();
        }
        boolean pruned = retired.prune();
        if (pruned) {
            hide(Planner.services(snapshot.configuration()));
        }
        if (pruned || look) {
            publish();
        }
        ownership().prune();
        natReplies.look(snapshot, System.nanoTime(), this::silent);
    }

    private void replan() {
        Planner planner;
        Plan next;
        try {
            planner = new Planner(host.topology(), snapshot.configuration(), links);
            next = planner.plan();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the interfaces of this host cannot be read: " + e.getMessage());
            return;
        }
        if (!planner.problems().isEmpty()) {
            planner.problems().stream()
                    .filter(problem -> !hostProblems.contains(problem))
                    .forEach(problem -> LOG.log(Level.WARNING, problem));
            hostProblems = List.copyOf(planner.problems());
            return;
        }
        hostProblems = List.of();
        if (next.equals(plan)) {
            return;
        }
        try {
            engines.stage(snapshot.configuration().l4(), next).commit();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the change of this host's interfaces cannot be followed: " + HostProblem.describe(e));
            return;
        }
        plan = next;
        if (neighbors != null) {
            watchNeighbors(neighbors, plan);
        }
        hide(Planner.services(snapshot.configuration()));
    }

    private void silent(ServiceSnapshot service, ServerSnapshot server) {
        Plan.Way way = plan.servers().get(server.definition().address());
        IpAddress ours = way == null ? null : way.source();
        LOG.log(
                Level.WARNING,
                "service \"" + service.name() + "\": no reply of server \"" + server.name() + "\" ("
                        + server.definition().address() + ") has come by, though it answers its checks; mode l4-nat"
                        + " needs this host as its default gateway"
                        + (ours == null ? "" : ": ip route replace default via " + ours)
                        + ". Clients in the server's own subnet need mode l4-snat, or a route back through this host");
    }

    @Override
    public synchronized Map<String, String> problems() {
        Map<String, String> problems = new HashMap<>();
        if (ownership == null) {
            return problems;
        }
        for (ServiceSnapshot service : snapshot.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && !definition.mode().isLayer7()) {
                String text = Stream.of(
                                ownership.conflict(definition.address()),
                                ownership.contest(definition.address()),
                                hostProblem(service.name()),
                                natReplies.problem(service))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("; "));
                if (!text.isEmpty()) {
                    problems.put(service.name(), text);
                }
            }
        }
        return problems;
    }

    /** What has changed on the host so that this service would be refused now; null if nothing has. */
    private @Nullable String hostProblem(String service) {
        String who = "service \"" + service + "\"";
        return hostProblems.stream()
                .filter(problem -> problem.startsWith(who))
                .map(problem -> problem.substring(who.length()).replaceFirst("^[:,] ", ""))
                .findFirst()
                .orElse(null);
    }

    /** Where an address is now, as this host sees it. */
    public Whereabouts whereabouts(IpAddress address) throws IOException {
        return host.topology().whereabouts(address);
    }

    /** The links in use, by number. */
    public synchronized List<ViewLink> links() {
        return plan.links();
    }

    /** Stops forwarding and gives the host back what is its. */
    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        synchronized (this) {
            if (ownership != null) {
                ownership.close();
            }
            engines.close();
            if (neighbors != null) {
                neighbors.close();
            }
            if (guard != null) {
                guard.close();
            }
            host.close();
        }
    }
}
