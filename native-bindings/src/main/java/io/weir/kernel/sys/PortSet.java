package io.weir.kernel.sys;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of ports, in the fewest ranges. Two sets of the same ports are equal.
 *
 * @param ranges ascending, with at least one port between two of them; the constructor takes any and puts them so
 */
public record PortSet(List<PortRange> ranges) {
    /** No port. */
    public static final PortSet EMPTY = new PortSet(List.of());

    /** Joins ranges that overlap or touch. */
    public PortSet {
        ranges = ranges(bits(ranges));
    }

    /** The ports of these ranges. */
    public static PortSet of(PortRange... ranges) {
        return new PortSet(List.of(ranges));
    }

    /** The ports from one to another, both in it. */
    public static PortSet of(int first, int last) {
        return of(new PortRange(first, last));
    }

    /** The ports whose bits are set, below 65,536. */
    public static PortSet of(BitSet ports) {
        return new PortSet(ranges(ports));
    }

    /**
     * Reads {@code 80,8000-8099}, as the kernel writes it; empty text is the empty set.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static PortSet parse(String text) {
        List<PortRange> ranges = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : text.strip().split(",", -1)) {
                String[] ends = part.split("-", 2);
                int first = Integer.parseInt(ends[0].strip());
                ranges.add(new PortRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1].strip())));
            }
        }
        return new PortSet(ranges);
    }

    /** {@code 80,8000-8099}. */
    public String text() {
        return ranges.stream().map(PortRange::text).collect(Collectors.joining(","));
    }

    /** The ports in either. */
    public PortSet union(PortSet other) {
        BitSet bits = bits(ranges);
        bits.or(bits(other.ranges));
        return of(bits);
    }

    /** The ports in this and not in the other. */
    public PortSet minus(PortSet other) {
        BitSet bits = bits(ranges);
        bits.andNot(bits(other.ranges));
        return of(bits);
    }

    /** Whether the port is in it. */
    public boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.first() <= port && port <= range.last());
    }

    /** Whether it has no port. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The number of ports, 0..65536. */
    public int size() {
        return ranges.stream()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
    }

    private static BitSet bits(List<PortRange> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(range -> bits.set(range.first(), range.last() + 1));
        return bits;
    }

    private static List<PortRange> ranges(BitSet bits) {
        List<PortRange> ranges = new ArrayList<>();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int behind = bits.nextClearBit(first);
            ranges.add(new PortRange(first, behind - 1));
            first = bits.nextSetBit(behind);
        }
        return List.copyOf(ranges);
    }
}
