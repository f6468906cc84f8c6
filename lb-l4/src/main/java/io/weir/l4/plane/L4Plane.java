package io.weir.l4.plane;

import io.weir.arp.claim.Claim;
import io.weir.arp.neighbor.NeighborKey;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.core.service.VirtualService;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewLink;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * DR, NAT and SNAT. Takes from the host what the configuration needs (queues on its interfaces, the VIPs on the wire, a
 * guard that keeps the host's stack away from them) and gives workers a view of every snapshot.
 *
 * <p>Nothing is opened before the first configuration with a layer 4 service. What becomes of running flows: those of a
 * server that is halted are cut within a second. Those of a server that drains or has been removed go on until they end,
 * and so do those of a service that has been removed or disabled; those of one that moves to layer 7 are cut. Of a server
 * that is found down, TCP connections go on; a datagram and an opening SYN go to another, if one can be chosen.
 */
public final class L4Plane implements DataPlane, AutoCloseable {
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
    private final Fallbacks fallbacks = new Fallbacks();
    private final Retired retired = new Retired(fallbacks);
    private final Hiding hiding = new Hiding(retired);
    private final NatReplies natReplies = new NatReplies(InstantSource.system());
    private final Complaints complaints = new Complaints();
    private final Engines engines;
    /** Addresses that another station has given up, for the next turn: who tells must not wait for the lock. */
    private final Queue<IpAddress> freed = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Takings takings;
    private Plan plan = Plan.empty();
    private @Nullable Brought pending;
    private boolean hostChanged;
    private Snapshot snapshot = Snapshot.empty();
    private volatile L4View view = NOTHING;
    private volatile boolean closed;

    /** What a plan needs, ready to be used, with the plan that it follows. */
    private record Brought(Plan before, Plan wanted, Engines.Change engines, List<Claim> answers) {}

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

    /** The engine in use, with the reason for it; empty before the first layer 4 service. */
    public Optional<EngineState> engine() {
        return engines.state();
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
        Undo undo = new Undo();
        try {
            Planner planner = new Planner(host.topology(), configuration, links);
            Plan wanted = planner.plan();
            if (!planner.problems().isEmpty()) {
                throw new ApplyException(planner.problems());
            }
            return new StagedPlan(bring(wanted, configuration), undo);
        } catch (IOException e) {
            undo.run();
            throw new ApplyException(List.of(HostProblem.describe(e)));
        } catch (IllegalArgumentException e) {
            // More neighbours, addresses or links than there can be.
            undo.run();
            throw new ApplyException(List.of("layer 4: " + e.getMessage()));
        } catch (ApplyException | RuntimeException e) {
            undo.run();
            throw e;
        }
    }

    /** Takes back what a configuration took that does not come into force. */
    private final class Undo implements Runnable {
        private final int linksBefore = links.indexes().size();
        private final boolean first = takings == null;
        private final boolean portsBefore = takings != null && takings.guard.hasReserved();

        @Override
        public void run() {
            links.truncate(linksBefore);
            Takings taken = takings;
            if (taken == null) {
                return;
            }
            if (first) {
                takings = null;
                taken.giveBack();
                return;
            }
            if (!portsBefore) {
                taken.guard.unreserve();
            }
            watchStations(taken, plan);
        }
    }

    /**
     * Gets what a plan needs of the host and does not have yet, without a change of what serves; asks for new servers
     * at once, so that they are known in time.
     */
    private Brought bring(Plan wanted, Configuration configuration) throws IOException {
        Takings taken = takings;
        if (taken == null) {
            taken = Takings.of(host, configuration.node().stateDirectory(), this::turn, this::freed);
            takings = taken;
        }
        List<VirtualService> services = Planner.services(configuration);
        taken.guard.open(wanted.present());
        if (Sources.needHostPorts(services, configuration.l4().snatAddresses(), wanted.local())) {
            taken.guard.reserve();
        }
        watchStations(taken, plan, wanted);
        Engines.Change change = engines.stage(configuration.l4(), wanted);
        try {
            return new Brought(plan, wanted, change, taken.ownership.ask(wanted, services));
        } catch (RuntimeException e) {
            change.rollback();
            throw e;
        }
    }

    private void watchStations(Takings taken, Plan... plans) {
        Set<NeighborKey> stations = new HashSet<>(retired.stations());
        for (Plan one : plans) {
            stations.addAll(one.stations());
        }
        taken.stations.watch(stations);
    }

    private Takings takings() {
        return Objects.requireNonNull(takings);
    }

    private static final class Unneeded implements Staged {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    }

    private final class StagedPlan implements Staged {
        private final Brought brought;
        private final Undo undo;

        StagedPlan(Brought brought, Undo undo) {
            this.brought = brought;
            this.undo = undo;
        }

        @Override
        public void commit() {
            synchronized (L4Plane.this) {
                pending = brought;
                plan = brought.wanted();
                complaints.about(List.of());
                brought.engines().commit();
            }
        }

        @Override
        public void rollback() {
            synchronized (L4Plane.this) {
                brought.engines().rollback();
                undo.run();
            }
        }
    }

    @Override
    public synchronized void adopt(Snapshot current, Snapshot next) {
        if (engines.workers().isEmpty() || closed) {
            return;
        }
        snapshot = next;
        Brought brought = pending;
        pending = null;
        if (brought != null) {
            retired.retire(view, brought.before(), current, next, view.generation() + 1);
            enter(brought.before(), brought.answers());
        }
        publish();
    }

    /** Before workers serve by a plan, the host must not see what they serve, and the wire must know. */
    private void enter(Plan before, List<Claim> answers) {
        retired.retireSources(before, plan, view.generation() + 1);
        watchStations(takings(), plan);
        List<VirtualService> services = Planner.services(snapshot.configuration());
        hiding.hide(takings().guard, plan, services, sources());
        takings().ownership.commit(before, plan, services, retired.addresses(), answers);
    }

    private void publish() {
        ViewCompiler compiler = new ViewCompiler(plan, takings().stations, sources(), fallbacks);
        L4View before = view;
        L4View next = compiler.compile(
                before.generation() + 1, snapshot, takings().ownership::owns, retired, hiding.sharedSources());
        engines.steer(before, next, () -> view = next);
        engines.workers().ifPresent(Workers::wakeup);
    }

    private Sources sources() {
        return new Sources(
                snapshot.configuration().l4().snatAddresses(),
                plan.local(),
                takings().guard.sourcePorts(),
                engines.workers().map(Workers::count).orElse(1));
    }

    /** Another station has given a VIP up. */
    private void freed(IpAddress address) {
        freed.add(address);
        Takings taken = takings;
        if (taken != null) {
            taken.watch.wakeup();
        }
    }

    /** Once a second, and when the host's interfaces, addresses or routes have changed, or an address is free. */
    private synchronized void turn(boolean changed) {
        if (closed || engines.workers().isEmpty()) {
            return;
        }
        hostChanged |= changed;
        if (pending != null) {
            // The plan is that of the next snapshot already; a plan for this one must not take its place.
            return;
        }
        boolean differs = takeFreed();
        if (hostChanged || engines.problem().isPresent()) {
            hostChanged = false;
            differs |= replan();
        }
        engines.again(plan.links().size());
        if (engines.workers().filter(retired::prune).isPresent()) {
            enter(plan, List.of());
            differs = true;
        }
        if (differs) {
            publish();
        }
        takings().ownership.prune();
        natReplies.look(snapshot, System.nanoTime(), (service, server) -> complaints.silent(service, server, plan));
    }

    private boolean takeFreed() {
        List<IpAddress> addresses = new ArrayList<>();
        for (IpAddress address = freed.poll(); address != null; address = freed.poll()) {
            addresses.add(address);
        }
        boolean any = false;
        for (IpAddress address : addresses) {
            any |= takings().ownership.freed(address, plan.links());
        }
        return any;
    }

    /** Follows the host as far as that is possible. Returns whether anything differs. */
    private boolean replan() {
        int linksBefore = links.indexes().size();
        Configuration configuration = snapshot.configuration();
        try {
            Planner planner = new Planner(host.topology(), configuration, links, plan);
            Plan next = planner.plan();
            complaints.about(planner.problems());
            if (next.equals(plan)) {
                return false;
            }
            Brought brought = bring(next, configuration);
            plan = next;
            brought.engines().commit();
            enter(brought.before(), brought.answers());
            return true;
        } catch (IOException e) {
            complaints.about(
                    List.of("the change of this host's interfaces cannot be followed: " + HostProblem.describe(e)));
        } catch (IllegalArgumentException e) {
            complaints.about(List.of("the change of this host's interfaces cannot be followed: " + e.getMessage()));
        }
        links.truncate(linksBefore);
        watchStations(takings(), plan);
        return false;
    }

    @Override
    public synchronized Map<String, String> problems() {
        Map<String, String> problems = new HashMap<>();
        if (takings == null) {
            return problems;
        }
        for (ServiceSnapshot service : snapshot.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && !definition.mode().isLayer7()) {
                String text = Stream.of(
                                takings.ownership.conflict(definition.address()),
                                takings.ownership.contest(definition.address()),
                                engines.problem().orElse(null),
                                complaints.problem(service.name()),
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
        Takings taken;
        synchronized (this) {
            taken = takings;
        }
        if (taken != null) {
            taken.watch.close();
        }
        synchronized (this) {
            engines.close();
            if (taken != null) {
                taken.giveBack();
            }
            if (engines.ended()) {
                host.close();
            }
        }
    }
}
