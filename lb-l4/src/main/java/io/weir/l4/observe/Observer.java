package io.weir.l4.observe;

import io.weir.core.control.Snapshot;
import io.weir.kernel.io.PacketIo;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.forward.DropReason;
import io.weir.l4.forward.PathCounters;
import io.weir.l4.forward.PathLimits;
import io.weir.l4.plane.EngineState;
import io.weir.l4.plane.L4Plane;
import io.weir.l4.plane.Whereabouts;
import io.weir.l4.view.L4View;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What operators can ask of layer 4. From any thread. */
public final class Observer implements AutoCloseable {
    private final Supplier<Optional<Workers>> workers;
    private final Supplier<Optional<EngineState>> engine;
    private final Supplier<L4View> view;
    private final Whereabouts.Finder whereabouts;
    private final FlowClock clock = new FlowClock(System::nanoTime);
    private final Captures captures;

    /** Of this plane. */
    public Observer(L4Plane plane) {
        this(plane::workers, plane::engine, plane::view, plane::whereabouts);
    }

    Observer(
            Supplier<Optional<Workers>> workers,
            Supplier<Optional<EngineState>> engine,
            Supplier<L4View> view,
            Whereabouts.Finder whereabouts) {
        this.whereabouts = whereabouts;
        this.workers = workers;
        this.engine = engine;
        this.view = view;
        this.captures = new Captures(() -> workers.get().map(Workers::engines).orElse(List.<PacketIo>of()));
    }

    /**
     * The flows.
     *
     * @param service whose; null for all
     * @param limit most of them, at least 1
     */
    public FlowList flows(@Nullable String service, int limit) {
        return workers.get()
                .map(all -> new FlowLister(service, limit, view.get(), clock::now).list(all))
                .orElseGet(() -> new FlowList(List.of(), 0));
    }

    /** What this packet would get. Leaves no trace. */
    public Explanation explain(Snapshot snapshot, PacketQuestion question) throws IOException {
        return new Explainer(snapshot, view.get(), workers.get(), whereabouts, clock.now()).explain(question);
    }

    /** Whether layer 4 serves the address: not, while another station has it. */
    public boolean serves(io.weir.core.net.IpAddress vip) {
        return view.get().vip(vip.high(), vip.low(), vip.v6()) != null;
    }

    /** The engine with the reason for it; empty before the first layer 4 service. */
    public Optional<EngineState> engine() {
        return engine.get();
    }

    /** The recorder. */
    public Captures captures() {
        return captures;
    }

    /** What layer 4 has done; empty before the first layer 4 service. */
    public Optional<Layer4Figures> figures() {
        return workers.get().flatMap(all -> engine.get().map(state -> figures(state, all)));
    }

    private static Layer4Figures figures(EngineState engine, Workers all) {
        List<long[]> sizes = all.ask(path -> new long[] {
            path.flows(false).size() + (long) path.flows(true).size(),
            path.flows(false).capacity()
        });
        List<Layer4Figures.Worker> each = new ArrayList<>();
        List<PathCounters> counters = all.counters();
        List<PathLimits> limits = all.limits();
        for (int i = 0; i < counters.size(); i++) {
            each.add(new Layer4Figures.Worker(
                    i < sizes.size() ? sizes.get(i)[0] : 0,
                    limits.get(i).received(),
                    limits.get(i).transmitted(),
                    drops(counters.get(i)),
                    limits.get(i).figures()));
        }
        long most = sizes.stream().mapToLong(size -> size[1]).sum();
        return new Layer4Figures(engine, most, each);
    }

    private static Map<String, Long> drops(PathCounters counters) {
        Map<String, Long> drops = new HashMap<>();
        for (int reason = 0; reason < DropReason.COUNT; reason++) {
            long count = counters.drops(reason);
            if (count != 0) {
                drops.put(DropReason.name(reason), count);
            }
        }
        return drops;
    }

    /** Ends a running capture. */
    @Override
    public void close() {
        captures.close();
    }
}
