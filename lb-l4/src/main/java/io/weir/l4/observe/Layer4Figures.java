package io.weir.l4.observe;

import io.weir.l4.plane.EngineState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What layer 4 has done since its start.
 *
 * @param engine and the reason for it
 * @param maximumFlows most flows of each family over all workers
 * @param workers by number
 */
public record Layer4Figures(EngineState engine, long maximumFlows, List<Worker> workers) {
    /** Copies the list. */
    public Layer4Figures {
        workers = List.copyOf(workers);
    }

    /**
     * One worker.
     *
     * @param flows that it remembers now
     * @param received frames since the start
     * @param transmitted likewise
     * @param drops frames by the name of the reason; reasons that never occurred are absent
     * @param limits how often something was full, and what gave way, by name; see {@link
     *     io.weir.l4.forward.PathLimits#figures}
     */
    public record Worker(
            long flows, long received, long transmitted, Map<String, Long> drops, Map<String, Long> limits) {
        /** Copies the maps. */
        public Worker {
            drops = Map.copyOf(drops);
            limits = Map.copyOf(limits);
        }
    }

    /** Flows of all workers. */
    public long flows() {
        return workers.stream().mapToLong(Worker::flows).sum();
    }

    /** Drops of all workers, by the name of the reason. */
    public Map<String, Long> drops() {
        return sum(Worker::drops);
    }

    /** What was full, and what gave way, at all workers, by name. */
    public Map<String, Long> limits() {
        return sum(Worker::limits);
    }

    private Map<String, Long> sum(Function<Worker, Map<String, Long>> figures) {
        Map<String, Long> sum = new TreeMap<>();
        workers.forEach(worker -> figures.apply(worker).forEach((name, count) -> sum.merge(name, count, Long::sum)));
        return sum;
    }
}
