package io.weir.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Status codes of three digits that count as success, as {@code 200-399} or {@code 200,301,404}.
 *
 * @param ranges as they were written
 */
public record StatusSet(List<Range> ranges) {
    /**
     * From one code to another, both included.
     *
     * @param first 100..last
     * @param last first..999
     */
    public record Range(int first, int last) {
        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    /** Copies the list. */
    public StatusSet {
        ranges = List.copyOf(ranges);
    }

    /** Reads what {@link #toString} writes; empty when it is something else. */
    public static Optional<StatusSet> parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.strip().matches("[1-9][0-9]{2}(-[1-9][0-9]{2})?")) {
                return Optional.empty();
            }
            int first = Integer.parseInt(part.strip().substring(0, 3));
            int last = Integer.parseInt(part.strip().substring(part.strip().length() - 3));
            if (last < first) {
                return Optional.empty();
            }
            ranges.add(new Range(first, last));
        }
        return Optional.of(new StatusSet(ranges));
    }

    /** Whether the code counts as success. */
    public boolean contains(int status) {
        return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
