package io.weir.kernel.bpf.filter;

import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import java.util.ArrayList;
import java.util.List;

/**
 * All ports that begin with the same bits, as a trie of prefixes finds them.
 *
 * @param first the lowest of them, whose bits behind the prefix are zero
 * @param bits length of the prefix, 0 to 16
 */
record PortPrefix(int first, int bits) {
    /** Bits of a port. */
    static final int PORT_BITS = 16;

    PortPrefix {
        if (bits < 0 || bits > PORT_BITS || first < 0 || first > PortRange.MAX_PORT || first % size(bits) != 0) {
            throw new IllegalArgumentException("no prefix of ports: " + first + "/" + bits);
        }
    }

    private static int size(int bits) {
        return 1 << (PORT_BITS - bits);
    }

    /** The last of the ports. */
    int last() {
        return first + size(bits) - 1;
    }

    /** The fewest prefixes that have exactly these ports, ascending; at most 30 for a range. */
    static List<PortPrefix> of(PortSet ports) {
        List<PortPrefix> prefixes = new ArrayList<>();
        for (PortRange range : ports.ranges()) {
            int at = range.first();
            while (at <= range.last()) {
                PortPrefix prefix = new PortPrefix(at, bits(at, range.last()));
                prefixes.add(prefix);
                at = prefix.last() + 1;
            }
        }
        return prefixes;
    }

    /** The shortest prefix that begins at a port and does not go beyond another. */
    private static int bits(int first, int last) {
        int bits = PORT_BITS;
        while (bits > 0 && first % size(bits - 1) == 0 && first + size(bits - 1) - 1 <= last) {
            bits--;
        }
        return bits;
    }
}
