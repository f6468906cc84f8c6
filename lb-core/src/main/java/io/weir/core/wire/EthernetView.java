package io.weir.core.wire;

import io.weir.core.net.MacAddress;
import java.lang.foreign.MemorySegment;

/**
 * The Ethernet II header (IEEE 802.3, RFC 894).
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3
 *  +-----------+-----------+---+
 *  |destination|  source   |typ|   bytes
 *  +-----------+-----------+---+
 * </pre>
 */
public final class EthernetView {
    /** Bytes of the header without tags. */
    public static final int LENGTH = 14;

    static final long DESTINATION_ADDRESS = 0;
    static final long SOURCE_ADDRESS = 6;
    static final long ETHER_TYPE = 12;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public EthernetView wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** 48 bits, as {@link MacAddress#bits()}. */
    public long destinationAddress() {
        return Wire.u48(segment, base + DESTINATION_ADDRESS);
    }

    /** 48 bits, as {@link MacAddress#bits()}. */
    public long sourceAddress() {
        return Wire.u48(segment, base + SOURCE_ADDRESS);
    }

    /** An {@link EtherType}, or a length below {@link EtherType#MINIMUM}. */
    public int etherType() {
        return Wire.u16(segment, base + ETHER_TYPE);
    }

    /** Appends {@code source > destination, ethertype 0x0800}. */
    public StringBuilder describe(StringBuilder out) {
        return out.append(new MacAddress(sourceAddress()))
                .append(" > ")
                .append(new MacAddress(destinationAddress()))
                .append(", ethertype ")
                .append(Describe.hex16(etherType()));
    }
}
