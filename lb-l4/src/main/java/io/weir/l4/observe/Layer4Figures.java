package io.weir.l4.observe;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What layer 4 has done since its start.
 *
 * @param engine and the reason for it
 * @param maximumFlows most flows of each family over all workers
 * @param workers by number
 */
public record Layer4Figures(String engine, long maximumFlows, List<Worker> workers) {
    /** Copies the list. */
    public Layer4Figures {
        workers = List.copyOf(workers);
    }

    /**
     * One worker.
     *
     * @param flows that it remembers now
     * @param received frames since its queues were opened
     * @param transmitted likewise
     * @param drops frames by the name of the reason; reasons that never occurred are absent
     */
    public record Worker(long flows, long received, long transmitted, Map<String, Long> drops) {
        /** Copies the map. */
        public Worker {
            drops = Map.copyOf(drops);
        }
    }

    /** Flows of all workers. */
    public long flows() {
        return workers.stream().mapToLong(Worker::flows).sum();
    }

    /** Drops of all workers, by the name of the reason. */
    public Map<String, Long> drops() {
        Map<String, Long> sum = new TreeMap<>();
        workers.forEach(worker -> worker.drops().forEach((reason, count) -> sum.merge(reason, count, Long::sum)));
        return sum;
    }
}
