package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The UDP header (RFC 768).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source Port          |       Destination Port        |
 *  +-------------------------------+-------------------------------+
 *  |            Length             |           Checksum            |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class UdpView {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    static final long SOURCE_PORT = 0;
    static final long DESTINATION_PORT = 2;
    static final long DATAGRAM_LENGTH = 4;
    static final long CHECKSUM = 6;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public UdpView wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** 0 to 65535. */
    public int sourcePort() {
        return Wire.u16(segment, base + SOURCE_PORT);
    }

    /** 0 to 65535. */
    public int destinationPort() {
        return Wire.u16(segment, base + DESTINATION_PORT);
    }

    /** Bytes of header and data. */
    public int length() {
        return Wire.u16(segment, base + DATAGRAM_LENGTH);
    }

    /** Over pseudo header, header and data; 0 means none was computed. */
    public int checksum() {
        return Wire.u16(segment, base + CHECKSUM);
    }

    /** Appends {@code udp 40000 > 53, length 40}. */
    public StringBuilder describe(StringBuilder out) {
        return out.append("udp ")
                .append(sourcePort())
                .append(" > ")
                .append(destinationPort())
                .append(", length ")
                .append(length());
    }
}
