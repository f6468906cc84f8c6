package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The IPv6 header without extension headers (RFC 8200 section 3).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+---------------+---------------------------------------+
 *  |Version| Traffic Class |           Flow Label                  |
 *  +-------+---------------+-------+---------------+---------------+
 *  |         Payload Length        |  Next Header  |   Hop Limit   |
 *  +-------------------------------+---------------+---------------+
 *  |                    Source Address, 16 bytes                   |
 *  +---------------------------------------------------------------+
 *  |                 Destination Address, 16 bytes                 |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6View {
    /** Bytes of the fixed header. */
    public static final int LENGTH = 40;

    static final long VERSION_CLASS_FLOW = 0;
    static final long PAYLOAD_LENGTH = 4;
    static final long NEXT_HEADER = 6;
    static final long HOP_LIMIT = 7;
    static final long SOURCE_ADDRESS = 8;
    static final long DESTINATION_ADDRESS = 24;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public Ipv6View wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** 6 in a valid header. */
    public int version() {
        return Wire.u8(segment, base + VERSION_CLASS_FLOW) >>> 4;
    }

    /** DSCP (six bits) and ECN (two bits). */
    public int trafficClass() {
        return (Wire.u16(segment, base + VERSION_CLASS_FLOW) >>> 4) & 0xff;
    }

    /** 20 bits. */
    public int flowLabel() {
        return Wire.u32(segment, base + VERSION_CLASS_FLOW) & 0xf_ffff;
    }

    /** Bytes after this header, extension headers included. */
    public int payloadLength() {
        return Wire.u16(segment, base + PAYLOAD_LENGTH);
    }

    /** An {@link IpProtocol}. */
    public int nextHeader() {
        return Wire.u8(segment, base + NEXT_HEADER);
    }

    /** Hops left. */
    public int hopLimit() {
        return Wire.u8(segment, base + HOP_LIMIT);
    }

    /** The first 64 bits. */
    public long sourceHigh() {
        return Wire.u64(segment, base + SOURCE_ADDRESS);
    }

    /** The last 64 bits. */
    public long sourceLow() {
        return Wire.u64(segment, base + SOURCE_ADDRESS + 8);
    }

    /** The first 64 bits. */
    public long destinationHigh() {
        return Wire.u64(segment, base + DESTINATION_ADDRESS);
    }

    /** The last 64 bits. */
    public long destinationLow() {
        return Wire.u64(segment, base + DESTINATION_ADDRESS + 8);
    }

    /** Appends {@code 2001:db8::1 > 2001:db8::2, hlim 64, next 6, payload 20}. */
    public StringBuilder describe(StringBuilder out) {
        return out.append(Describe.v6(sourceHigh(), sourceLow()))
                .append(" > ")
                .append(Describe.v6(destinationHigh(), destinationLow()))
                .append(", hlim ")
                .append(hopLimit())
                .append(", next ")
                .append(nextHeader())
                .append(", payload ")
                .append(payloadLength());
    }
}
