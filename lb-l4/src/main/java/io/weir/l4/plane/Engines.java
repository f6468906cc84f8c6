package io.weir.l4.plane;

import io.weir.core.service.Configuration;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.l4.view.L4View;
import io.weir.l4.worker.SteeringProgram;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
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
    private List<PacketLink> links = List.of();

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
        List<PacketLink> next = wanted.links().stream()
                .map(link -> new PacketLink(link.interfaceIndex(), link.name(), link.mac(), link.mtu()))
                .toList();
        if (next.equals(links) && workers != null) {
            return new Nothing();
        }
        return new Opened(next, host.queues(next, count, views.get()), settings);
    }

    private static final class Nothing implements Change {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    }

    private final class Opened implements Change {
        private final List<PacketLink> on;
        private final Host.Queues opened;
        private final Configuration.L4 settings;

        Opened(List<PacketLink> on, Host.Queues opened, Configuration.L4 settings) {
            this.on = on;
            this.opened = opened;
            this.settings = settings;
        }

        @Override
        public void commit() {
            if (workers == null) {
                int count = opened.engines().size();
                workers = new Workers(
                        opened.engines(),
                        settings.maxFlows(),
                        host::memory,
                        views,
                        System::nanoTime,
                        worker -> host.pin(worker, count));
                LOG.log(Level.INFO, "layer 4 engine: " + opened.description());
            } else {
                workers.replace(opened.engines());
            }
            queues = opened;
            links = on;
        }

        @Override
        public void rollback() {
            opened.engines().forEach(PacketIo::close);
        }
    }

    /** Distributes frames by a new view. */
    void steer(L4View view) {
        if (queues != null) {
            try {
                queues.steer(view);
            } catch (IOException | IllegalArgumentException e) {
                // Too many addresses for the kernel's program: the one before goes on.
                LOG.log(Level.ERROR, "frames cannot be distributed over the workers: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
    }
}
