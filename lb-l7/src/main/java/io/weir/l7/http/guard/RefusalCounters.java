package io.weir.l7.http.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each reason applied; counted by all event loops. */
public final class RefusalCounters {
    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

    /** All zero. */
    public RefusalCounters() {
        for (Refusal refusal : Refusal.values()) {
            counts.put(refusal, new LongAdder());
        }
    }

    /** Counts one. */
    public void count(Refusal refusal) {
        Objects.requireNonNull(counts.get(refusal)).increment();
    }

    /** How many there were of each that there were any of, by {@link Refusal#key}. */
    public SortedMap<String, Long> all() {
        SortedMap<String, Long> all = new TreeMap<>();
        counts.forEach((refusal, count) -> {
            if (count.sum() > 0) {
                all.put(refusal.key(), count.sum());
            }
        });
        return all;
    }

    /** How many there were. */
    public long of(Refusal refusal) {
        return Objects.requireNonNull(counts.get(refusal)).sum();
    }
}
