package io.weir.l4.flow;

import io.weir.core.net.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The addresses and ports that one worker may give to connections it makes to servers. Immutable.
 *
 * <p>A worker has the ports congruent to its number, so that a reply's destination port tells whose it is.
 */
public final class SourcePool {
    private static final int LAST_PORT = 65_535;

    private final boolean v6;
    private final long[] high;
    private final long[] low;
    private final char[] ports;

    private SourcePool(boolean v6, long[] high, long[] low, char[] ports) {
        this.v6 = v6;
        this.high = high;
        this.low = low;
        this.ports = ports;
    }

    /**
     * The share of a worker.
     *
     * @param addresses one or more, of one family
     * @param allowed asked for every port of 1 to 65535
     * @param worker 0 to {@code workers} - 1
     * @param workers how many share the ports
     */
    public static SourcePool of(List<IpAddress> addresses, IntPredicate allowed, int worker, int workers) {
        if (addresses.isEmpty()
                || addresses.stream().map(IpAddress::v6).distinct().count() > 1) {
            throw new IllegalArgumentException("source addresses are of one family: " + addresses);
        }
        if (worker < 0 || worker >= workers) {
            throw new IllegalArgumentException("no worker " + worker + " among " + workers);
        }
        char[] ports = new char[LAST_PORT / workers + 1];
        int count = 0;
        for (int port = worker == 0 ? workers : worker; port <= LAST_PORT; port += workers) {
            if (allowed.test(port)) {
                ports[count++] = (char) port;
            }
        }
        return new SourcePool(
                addresses.getFirst().v6(),
                addresses.stream().mapToLong(IpAddress::high).toArray(),
                addresses.stream().mapToLong(IpAddress::low).toArray(),
                Arrays.copyOf(ports, count));
    }

    /** Whether the addresses are IPv6. */
    public boolean isV6() {
        return v6;
    }

    /** Pairs of an address and a port; 0 when no port is allowed. Each server endpoint can have as many connections. */
    public int size() {
        return high.length * ports.length;
    }

    /** The high word of the address of a pair, 0 to {@link #size} - 1. Neighbours are of different addresses. */
    long high(int pair) {
        return high[pair % high.length];
    }

    long low(int pair) {
        return low[pair % low.length];
    }

    int port(int pair) {
        return ports[pair / high.length];
    }
}
