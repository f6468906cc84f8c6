package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The ICMP header for IPv4 (RFC 792, with RFC 1191 and RFC 4884).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |     Type      |     Code      |           Checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |          Identifier           |        Sequence Number        |   echo
 *  +---------------+---------------+-------------------------------+
 *  |    unused     |    Length     |         Next-Hop MTU          |   errors
 *  +---------------+---------------+-------------------------------+
 *  |           Data, or the packet the error is about              |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class IcmpView {
    /** Bytes before the data. */
    public static final int LENGTH = 8;

    /** Type of an echo reply. */
    public static final int ECHO_REPLY = 0;
    /** Type of destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Type of source quench, deprecated by RFC 6633. */
    public static final int SOURCE_QUENCH = 4;
    /** Type of an echo request. */
    public static final int ECHO_REQUEST = 8;
    /** Type of time exceeded. */
    public static final int TIME_EXCEEDED = 11;
    /** Type of parameter problem. */
    public static final int PARAMETER_PROBLEM = 12;

    /** Unreachable code: host. */
    public static final int HOST_UNREACHABLE = 1;
    /** Unreachable code: port. */
    public static final int PORT_UNREACHABLE = 3;
    /** Unreachable code: fragmentation needed and DF set. */
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Unreachable code: administratively prohibited. */
    public static final int ADMINISTRATIVELY_PROHIBITED = 13;

    static final long TYPE = 0;
    static final long CODE = 1;
    static final long CHECKSUM = 2;
    static final long IDENTIFIER = 4;
    static final long ORIGINAL_DATAGRAM_LENGTH = 5;
    static final long SEQUENCE_NUMBER = 6;
    static final long NEXT_HOP_MTU = 6;
    static final long REST_OF_HEADER = 4;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public IcmpView wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** Whether a message of this type quotes the packet it is about; a redirect is not counted as an error. */
    public static boolean isError(int type) {
        return type == DESTINATION_UNREACHABLE
                || type == SOURCE_QUENCH
                || type == TIME_EXCEEDED
                || type == PARAMETER_PROBLEM;
    }

    /** 0 to 255. */
    public int type() {
        return Wire.u8(segment, base + TYPE);
    }

    /** 0 to 255. */
    public int code() {
        return Wire.u8(segment, base + CODE);
    }

    /** Over the whole message. */
    public int checksum() {
        return Wire.u16(segment, base + CHECKSUM);
    }

    /** Of an echo. */
    public int identifier() {
        return Wire.u16(segment, base + IDENTIFIER);
    }

    /** Of an echo. */
    public int sequenceNumber() {
        return Wire.u16(segment, base + SEQUENCE_NUMBER);
    }

    /** Bytes of the quoted packet when extensions follow it (RFC 4884); 0 when none do. */
    public int originalDatagramLength() {
        return Wire.u8(segment, base + ORIGINAL_DATAGRAM_LENGTH) << 2;
    }

    /** Of fragmentation needed (RFC 1191); 0 from a router that does not say. */
    public int nextHopMtu() {
        return Wire.u16(segment, base + NEXT_HOP_MTU);
    }

    /** Appends {@code icmp echo request, id 1, seq 2} or {@code icmp type 3 code 4, mtu 1400}. */
    public StringBuilder describe(StringBuilder out) {
        int type = type();
        if (type == ECHO_REQUEST || type == ECHO_REPLY) {
            return out.append(type == ECHO_REQUEST ? "icmp echo request, id " : "icmp echo reply, id ")
                    .append(identifier())
                    .append(", seq ")
                    .append(sequenceNumber());
        }
        out.append("icmp type ").append(type).append(" code ").append(code());
        if (type == DESTINATION_UNREACHABLE && code() == FRAGMENTATION_NEEDED) {
            out.append(", mtu ").append(nextHopMtu());
        }
        return out;
    }
}
