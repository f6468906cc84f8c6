package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The IPv4 header (RFC 791).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+-------+---------------+-------------------------------+
 *  |Version|  IHL  |Type of Service|          Total Length         |
 *  +-------+-------+---------------+-----+-------------------------+
 *  |         Identification        |Flags|      Fragment Offset    |
 *  +---------------+---------------+-----+-------------------------+
 *  |  Time to Live |    Protocol   |         Header Checksum       |
 *  +---------------+---------------+-------------------------------+
 *  |                       Source Address                          |
 *  +---------------------------------------------------------------+
 *  |                    Destination Address                        |
 *  +---------------------------------------------------------------+
 *  |                    Options, 0 to 40 bytes                     |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4View {
    /** Bytes without options. */
    public static final int MINIMUM_LENGTH = 20;
    /** Bytes with as many options as fit. */
    public static final int MAXIMUM_LENGTH = 60;

    static final long VERSION_IHL = 0;
    static final long TYPE_OF_SERVICE = 1;
    static final long TOTAL_LENGTH = 2;
    static final long IDENTIFICATION = 4;
    static final long FLAGS_FRAGMENT_OFFSET = 6;
    static final long TIME_TO_LIVE = 8;
    static final long PROTOCOL = 9;
    static final long HEADER_CHECKSUM = 10;
    static final long SOURCE_ADDRESS = 12;
    static final long DESTINATION_ADDRESS = 16;

    static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public Ipv4View wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** 4 in a valid header. */
    public int version() {
        return Wire.u8(segment, base + VERSION_IHL) >>> 4;
    }

    /** IHL in bytes: 20 to 60 in a valid header. */
    public int headerLength() {
        return (Wire.u8(segment, base + VERSION_IHL) & 0xf) << 2;
    }

    /** DSCP (six bits) and ECN (two bits). */
    public int typeOfService() {
        return Wire.u8(segment, base + TYPE_OF_SERVICE);
    }

    /** Bytes of header and payload. */
    public int totalLength() {
        return Wire.u16(segment, base + TOTAL_LENGTH);
    }

    /** Names the datagram a fragment belongs to. */
    public int identification() {
        return Wire.u16(segment, base + IDENTIFICATION);
    }

    /** DF. */
    public boolean dontFragment() {
        return (Wire.u16(segment, base + FLAGS_FRAGMENT_OFFSET) & DONT_FRAGMENT) != 0;
    }

    /** MF. */
    public boolean moreFragments() {
        return (Wire.u16(segment, base + FLAGS_FRAGMENT_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** In bytes, a multiple of 8. */
    public int fragmentOffset() {
        return (Wire.u16(segment, base + FLAGS_FRAGMENT_OFFSET) & FRAGMENT_OFFSET_MASK) << 3;
    }

    /** Hops left. */
    public int timeToLive() {
        return Wire.u8(segment, base + TIME_TO_LIVE);
    }

    /** An {@link IpProtocol}. */
    public int protocol() {
        return Wire.u8(segment, base + PROTOCOL);
    }

    /** Over the header only. */
    public int headerChecksum() {
        return Wire.u16(segment, base + HEADER_CHECKSUM);
    }

    /** 32 bits. */
    public int sourceAddress() {
        return Wire.u32(segment, base + SOURCE_ADDRESS);
    }

    /** 32 bits. */
    public int destinationAddress() {
        return Wire.u32(segment, base + DESTINATION_ADDRESS);
    }

    /** Appends {@code 192.0.2.1 > 192.0.2.2, ttl 64, proto 6, length 60}, with the fragment if it is one. */
    public StringBuilder describe(StringBuilder out) {
        out.append(Describe.v4(sourceAddress()))
                .append(" > ")
                .append(Describe.v4(destinationAddress()))
                .append(", ttl ")
                .append(timeToLive())
                .append(", proto ")
                .append(protocol())
                .append(", length ")
                .append(totalLength());
        if (moreFragments() || fragmentOffset() != 0) {
            out.append(", frag ")
                    .append(identification())
                    .append('@')
                    .append(fragmentOffset())
                    .append(moreFragments() ? "+" : "");
        }
        return out;
    }
}
