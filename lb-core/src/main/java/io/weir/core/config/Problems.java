package io.weir.core.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what is wrong with one file. A fault that several services inherit from one place counts once. */
final class Problems {
    static final int LIMIT = 1000;

    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();
    private int dropped;

    Problems(String file) {
        this.file = file;
    }

    void add(Place place, String key, String text) {
        Problem problem = new Problem(file, place.line(), place.column(), key, text);
        if (found.size() < LIMIT) {
            found.add(problem);
        } else if (!found.contains(problem)) {
            dropped++;
        }
    }

    /** What is wrong with the value of a key that the file gives. */
    void add(Fields fields, Key<?> key, String text) {
        Fields.Found given = Objects.requireNonNull(fields.found(key));
        add(given.place(), given.path(), text);
    }

    /** What is wrong with a key of a service; where it is inherited the fault is still this service's. */
    void addOwn(Fields service, Key<?> key, String text) {
        Fields.Found given = service.found(key);
        Place place = given == null || given.inherited() ? service.place() : given.place();
        add(place, Fields.join(service.path(), key.name()), text);
    }

    /** How many so far. */
    int count() {
        return found.size() + dropped;
    }

    void throwIfAny() throws InvalidConfiguration {
        if (found.isEmpty()) {
            return;
        }
        List<Problem> sorted = found.stream().sorted(BY_PLACE).toList();
        if (dropped > 0) {
            Problem last = sorted.getLast();
            String rest = "and " + dropped + " more problems; mend these first";
            sorted = Stream.concat(sorted.stream(), Stream.of(new Problem(file, last.line(), last.column(), "", rest)))
                    .toList();
        }
        throw new InvalidConfiguration(sorted);
    }
}
