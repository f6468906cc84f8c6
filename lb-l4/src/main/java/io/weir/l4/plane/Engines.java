package io.weir.l4.plane;

import io.weir.core.service.Configuration;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    Engines(Host host, Supplier<L4View> views) {
        this.host = host;
        this.views = views;
    }

    Optional<Workers> workers() {
        return Optional.ofNullable(workers);
    }

    Optional<String> description() {
        return Optional.ofNullable(queues).map(Host.Queues::description);
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
        return new Opened(
                next, wanted.links().size(), host.queues(List.copyOf(next.values()), count, by), by, settings);
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
        private final Map<Integer, PacketLink> on;
        private final int count;
        private final Host.Queues opened;
        private final Steered by;
        private final Configuration.L4 settings;

        /** {@code count} links have numbers; the queues are on some of them. */
        Opened(Map<Integer, PacketLink> on, int count, Host.Queues opened, Steered by, Configuration.L4 settings) {
            this.on = on;
            this.count = count;
            this.by = by;
            this.opened = opened;
            this.settings = settings;
        }

        @Override
        public void commit() {
            if (workers == null) {
                int threads = opened.engines().size();
                workers = new Workers(
                        engines(),
                        settings.maxFlows(),
                        host::memory,
                        views,
                        System::nanoTime,
                        worker -> host.pin(worker, threads));
                LOG.log(Level.INFO, "layer 4 engine: " + opened.description());
            } else {
                workers.replace(engines());
            }
            queues = opened;
            links = on;
            numbers = count;
            steered = by;
        }

        private List<PacketIo> engines() {
            return opened.engines().stream()
                    .map(this::numbered)
                    // So that a recorder can be switched on; while it is off, that is one branch for each batch.
                    .<PacketIo>map(PcapPacketIo::new)
                    .toList();
        }

        private PacketIo numbered(PacketIo engine) {
            return on.size() == count ? engine : new NumberedPacketIo(engine, List.copyOf(on.keySet()), count);
        }

        @Override
        public void rollback() {
            opened.engines().forEach(PacketIo::close);
        }
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
    }
}
