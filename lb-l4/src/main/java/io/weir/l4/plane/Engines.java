package io.weir.l4.plane;

import io.weir.core.service.Configuration;
import io.weir.kernel.io.IdlePacketIo;
import io.weir.kernel.io.NumberedPacketIo;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.PcapPacketIo;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewLink;
import io.weir.l4.worker.SteeringProgram;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The workers and the queues they receive from. Workers and their flows are made once; queues are opened anew when a
 * configuration needs other links.
 */
final class Engines implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");

    private final Host host;
    private final Supplier<L4View> views;
    private @Nullable Workers workers;
    private Host.@Nullable Queues queues;
    private Map<Integer, PacketLink> links = Map.of();
    private int numbers;
    private Steered steered = Steered.NONE;
    private @Nullable Wanted inUse;

    Engines(Host host, Supplier<L4View> views) {
        this.host = host;
        this.views = views;
    }

    Optional<Workers> workers() {
        return Optional.ofNullable(workers);
    }

    Optional<EngineState> state() {
        return Optional.ofNullable(queues).map(Host.Queues::state);
    }

    /** What a configuration changes; exactly one of the two is called. */
    interface Change {
        /** Receives from the new queues. */
        void commit();

        /** Gives them back. */
        void rollback();
    }

    /**
     * Opens what a plan needs beyond what is open. Throws IllegalArgumentException when it has more addresses than frames
     * can be distributed by.
     */
    Change stage(Configuration.L4 settings, Plan wanted) throws IOException {
        int count = workers != null ? workers.count() : settings.workers() != 0 ? settings.workers() : host.workers();
        if (count > 1) {
            SteeringProgram.of(wanted.known(), wanted.sources(), count);
        }
        if (workers != null && isServedByOpen(wanted)) {
            return new Nothing();
        }
        Steered by = Steered.by(views.get());
        Map<Integer, PacketLink> next = packetLinks(wanted.present(), wanted.up());
        if (next.isEmpty() && workers != null) {
            // Nothing can be received; what is open goes on when an interface is back.
            return new Nothing();
        }
        Wanted queuesFor = new Wanted(settings, next, wanted.links().size(), count, by);
        return queues != null && queues.exclusive() ? new Exchanged(queuesFor) : new Opened(queuesFor, open(queuesFor));
    }

    /**
     * What queues are for.
     *
     * @param on the links, by number
     * @param numbers how many links have numbers; the queues are on some of them
     * @param workers how many are wanted
     */
    private record Wanted(
            Configuration.L4 settings, Map<Integer, PacketLink> on, int numbers, int workers, Steered by) {}

    private Host.Queues open(Wanted wanted) throws IOException {
        Host.Queues opened =
                host.queues(wanted.settings(), List.copyOf(wanted.on().values()), wanted.workers(), wanted.by());
        if (workers != null && opened.engines().size() != workers.count()) {
            opened.close();
            throw new IOException("the interfaces " + names(wanted.on()) + " have queues for "
                    + opened.engines().size() + " workers, but there are " + workers.count()
                    + "; give them more queues (ethtool -L), or restart");
        }
        return opened;
    }

    private static String names(Map<Integer, PacketLink> links) {
        return links.values().stream().map(PacketLink::name).collect(Collectors.joining(", "));
    }

    /** Queues outlast an interface that goes down; they are opened anew when one that was down comes up. */
    private boolean isServedByOpen(Plan wanted) {
        Map<Integer, PacketLink> present = packetLinks(wanted.present(), null);
        Map<Integer, PacketLink> up = packetLinks(wanted.present(), wanted.up());
        return wanted.links().size() == numbers
                && present.entrySet().containsAll(links.entrySet())
                && links.entrySet().containsAll(up.entrySet());
    }

    /** By number, in its order; those of some numbers, or all. */
    private static Map<Integer, PacketLink> packetLinks(List<ViewLink> links, @Nullable Set<Integer> among) {
        Map<Integer, PacketLink> chosen = new LinkedHashMap<>();
        for (ViewLink link : links) {
            if (among == null || among.contains(link.number())) {
                chosen.put(link.number(), new PacketLink(link.interfaceIndex(), link.name(), link.mac(), link.mtu()));
            }
        }
        return chosen;
    }

    private static final class Nothing implements Change {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    }

    private final class Opened implements Change {
        private final Wanted wanted;
        private final Host.Queues opened;

        Opened(Wanted wanted, Host.Queues opened) {
            this.wanted = wanted;
            this.opened = opened;
        }

        @Override
        public void commit() {
            use(wanted, opened);
        }

        @Override
        public void rollback() {
            opened.close();
        }
    }

    /** Where queues cannot be opened beside those that are open: for a moment there are none. */
    private final class Exchanged implements Change {
        private final Wanted wanted;

        Exchanged(Wanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public void commit() {
            Wanted before = inUse;
            Workers all = Objects.requireNonNull(workers);
            all.replace(Collections.nCopies(all.count(), new IdlePacketIo(gone(wanted.numbers()))));
            Objects.requireNonNull(queues).close();
            try {
                use(wanted, open(wanted));
            } catch (IOException e) {
                LOG.log(Level.ERROR, "layer 4 cannot use " + names(wanted.on()) + ": " + HostProblem.describe(e));
                goBack(before);
            }
        }

        private void goBack(@Nullable Wanted before) {
            try {
                if (before != null) {
                    use(before, open(before));
                }
            } catch (IOException e) {
                // The next change of the host tries again.
                links = Map.of();
                LOG.log(Level.ERROR, "layer 4 receives nothing: " + HostProblem.describe(e));
            }
        }

        @Override
        public void rollback() {
            // Nothing is open yet.
        }
    }

    private static List<PacketLink> gone(int numbers) {
        return Collections.nCopies(numbers, PacketLink.GONE);
    }

    private void use(Wanted wanted, Host.Queues opened) {
        if (workers == null) {
            int threads = opened.engines().size();
            workers = new Workers(
                    engines(wanted, opened),
                    wanted.settings().maxFlows(),
                    host::memory,
                    views,
                    System::nanoTime,
                    worker -> host.pin(worker, threads));
            LOG.log(Level.INFO, "layer 4 engine: " + opened.state().text());
        } else {
            workers.replace(engines(wanted, opened));
        }
        queues = opened;
        inUse = wanted;
        links = wanted.on();
        numbers = wanted.numbers();
        steered = wanted.by();
    }

    private static List<PacketIo> engines(Wanted wanted, Host.Queues opened) {
        return opened.engines().stream()
                .map(engine -> numbered(wanted, engine))
                // So that a recorder can be switched on; while it is off, that is one branch for each batch.
                .<PacketIo>map(PcapPacketIo::new)
                .toList();
    }

    private static PacketIo numbered(Wanted wanted, PacketIo engine) {
        return wanted.on().size() == wanted.numbers()
                ? engine
                : new NumberedPacketIo(engine, List.copyOf(wanted.on().keySet()), wanted.numbers());
    }

    /**
     * Distributes frames by a new view that takes the place of another. Between the two, frames are distributed by both:
     * whoever adopts the new one first must find its flows where they will be.
     *
     * @param publish gives the new view to the workers
     */
    void steer(L4View before, L4View next, Runnable publish) {
        Steered last = Steered.by(before);
        Steered wanted = Steered.by(next);
        try {
            steer(last.and(wanted));
        } catch (IOException | IllegalArgumentException e) {
            // More than a program can have: those of the moment are steered wrong.
            LOG.log(Level.DEBUG, "old and new addresses together cannot be distributed", e);
        }
        publish.run();
        try {
            steer(wanted);
        } catch (IOException | IllegalArgumentException e) {
            // Too many addresses for the kernel's program: the one before goes on.
            LOG.log(Level.ERROR, "frames cannot be distributed over the workers: " + e.getMessage());
        }
    }

    private void steer(Steered addresses) throws IOException {
        if (queues != null && !addresses.equals(steered)) {
            queues.steer(addresses);
            steered = addresses;
        }
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
        if (queues != null) {
            queues.close();
        }
    }
}
