package io.weir.core.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of TCP or UDP ports, kept as ranges in rising order that neither overlap nor touch.
 *
 * @param ranges the ranges
 */
public record PortSet(List<Range> ranges) {
    /** Every port from 1 to 65535; written {@code *}. */
    public static final PortSet ALL = new PortSet(List.of(new Range(1, 65535)));

    /**
     * A run of ports.
     *
     * @param first 1..65535
     * @param last first..65535
     */
    public record Range(int first, int last) {
        /** Refuses ports outside 1..65535 and a range that runs backwards. */
        public Range {
            if (first < 1 || last > 65535 || first > last) {
                throw new IllegalArgumentException("no port range: " + first + "-" + last);
            }
        }
    }

    /** Merges and sorts. */
    public PortSet {
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a port set has at least one port");
        }
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Integer.compare(a.first(), b.first()));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            Range last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range.first() <= last.last() + 1) {
                merged.set(merged.size() - 1, new Range(last.first(), Math.max(last.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        ranges = List.copyOf(merged);
    }

    /** The set of one port. */
    public static PortSet of(int port) {
        return new PortSet(List.of(new Range(port, port)));
    }

    /** Reads {@code 443}, {@code 80,443}, {@code 8000-8100}, mixtures of these, and {@code *}. */
    public static Optional<PortSet> parse(String text) {
        if (text.strip().equals("*")) {
            return Optional.of(ALL);
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            int first = port(ends[0]);
            int last = port(ends[ends.length - 1]);
            if (ends.length > 2 || first < 1 || last < first) {
                return Optional.empty();
            }
            ranges.add(new Range(first, last));
        }
        return Optional.of(new PortSet(ranges));
    }

    private static int port(String text) {
        String digits = text.strip();
        if (!digits.matches("[1-9][0-9]{0,4}")) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port > 65535 ? -1 : port;
    }

    /** Whether the port is in the set. */
    public boolean contains(int port) {
        for (Range range : ranges) {
            if (port >= range.first() && port <= range.last()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a port is in both sets. */
    public boolean intersects(PortSet other) {
        for (Range mine : ranges) {
            for (Range theirs : other.ranges) {
                if (mine.first() <= theirs.last() && theirs.first() <= mine.last()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many ports. */
    public int size() {
        int size = 0;
        for (Range range : ranges) {
            size += range.last() - range.first() + 1;
        }
        return size;
    }

    /** The lowest port. */
    public int first() {
        return ranges.getFirst().first();
    }

    /** Every port in rising order. */
    public int[] toArray() {
        int[] ports = new int[size()];
        int at = 0;
        for (Range range : ranges) {
            for (int port = range.first(); port <= range.last(); port++) {
                ports[at++] = port;
            }
        }
        return ports;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        if (equals(ALL)) {
            return "*";
        }
        StringBuilder text = new StringBuilder();
        for (Range range : ranges) {
            text.append(text.isEmpty() ? "" : ",").append(range.first());
            if (range.last() > range.first()) {
                text.append('-').append(range.last());
            }
        }
        return text.toString();
    }
}
