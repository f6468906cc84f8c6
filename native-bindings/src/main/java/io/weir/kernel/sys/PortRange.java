package io.weir.kernel.sys;

/**
 * Ports from one to another.
 *
 * @param first 0..65535
 * @param last 0..65535, not below {@code first}, and in the range itself
 */
public record PortRange(int first, int last) {
    /** The largest port. */
    public static final int MAX_PORT = 65_535;

    /** Refuses what is no range. */
    public PortRange {
        if (first < 0 || last > MAX_PORT || first > last) {
            throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
        }
    }

    /** {@code 80} or {@code 8000-8099}. */
    public String text() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
