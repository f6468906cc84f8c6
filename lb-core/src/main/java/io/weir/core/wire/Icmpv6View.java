package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The ICMPv6 header (RFC 4443) with the target of neighbor discovery (RFC 4861).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |     Type      |     Code      |           Checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |          Identifier           |        Sequence Number        |   echo
 *  +-------------------------------+-------------------------------+
 *  |                              MTU                              |   packet too big
 *  +---------------+-----------------------------------------------+
 *  |    Length     |                    unused                     |   unreachable, time exceeded
 *  +-+-+-+---------+-----------------------------------------------+
 *  |R|S|O|                      reserved                           |   neighbor advertisement
 *  +-+-+-+---------------------------------------------------------+
 *  |   Data, the packet the error is about, or the target address  |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Icmpv6View {
    /** Bytes before the data. */
    public static final int LENGTH = 8;
    /** Bytes of a neighbor solicitation or advertisement without options. */
    public static final int NEIGHBOR_LENGTH = 24;

    /** Type of destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 1;
    /** Type of packet too big. */
    public static final int PACKET_TOO_BIG = 2;
    /** Type of time exceeded. */
    public static final int TIME_EXCEEDED = 3;
    /** Type of parameter problem. */
    public static final int PARAMETER_PROBLEM = 4;
    /** Type of an echo request. */
    public static final int ECHO_REQUEST = 128;
    /** Type of an echo reply. */
    public static final int ECHO_REPLY = 129;
    /** Type of a neighbor solicitation. */
    public static final int NEIGHBOR_SOLICITATION = 135;
    /** Type of a neighbor advertisement. */
    public static final int NEIGHBOR_ADVERTISEMENT = 136;

    /** Unreachable code: administratively prohibited. */
    public static final int ADMINISTRATIVELY_PROHIBITED = 1;
    /** Unreachable code: address. */
    public static final int ADDRESS_UNREACHABLE = 3;
    /** Unreachable code: port. */
    public static final int PORT_UNREACHABLE = 4;

    static final long TYPE = 0;
    static final long CODE = 1;
    static final long CHECKSUM = 2;
    static final long IDENTIFIER = 4;
    static final long ORIGINAL_DATAGRAM_LENGTH = 4;
    static final long SEQUENCE_NUMBER = 6;
    static final long MTU = 4;
    static final long REST_OF_HEADER = 4;
    static final long TARGET_ADDRESS = 8;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public Icmpv6View wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** Whether a message of this type quotes the packet it is about. */
    public static boolean isError(int type) {
        return type >= DESTINATION_UNREACHABLE && type <= PARAMETER_PROBLEM;
    }

    /** 0 to 255; below 128 are errors. */
    public int type() {
        return Wire.u8(segment, base + TYPE);
    }

    /** 0 to 255. */
    public int code() {
        return Wire.u8(segment, base + CODE);
    }

    /** Over pseudo header and the whole message. */
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
        return Wire.u8(segment, base + ORIGINAL_DATAGRAM_LENGTH) << 3;
    }

    /** Of packet too big; 0 to 2<sup>32</sup>-1. */
    public long mtu() {
        return Wire.u32(segment, base + MTU) & Wire.MASK_32;
    }

    /** The first 64 bits of the target of a neighbor solicitation or advertisement. */
    public long targetHigh() {
        return Wire.u64(segment, base + TARGET_ADDRESS);
    }

    /** The last 64 bits of the target. */
    public long targetLow() {
        return Wire.u64(segment, base + TARGET_ADDRESS + 8);
    }

    /** Appends {@code icmp6 echo request, id 1, seq 2} or {@code icmp6 type 2 code 0, mtu 1400}. */
    public StringBuilder describe(StringBuilder out) {
        int type = type();
        if (type == ECHO_REQUEST || type == ECHO_REPLY) {
            return out.append(type == ECHO_REQUEST ? "icmp6 echo request, id " : "icmp6 echo reply, id ")
                    .append(identifier())
                    .append(", seq ")
                    .append(sequenceNumber());
        }
        out.append("icmp6 type ").append(type).append(" code ").append(code());
        if (type == PACKET_TOO_BIG) {
            out.append(", mtu ").append(mtu());
        } else if (type == NEIGHBOR_SOLICITATION || type == NEIGHBOR_ADVERTISEMENT) {
            out.append(", target ").append(Describe.v6(targetHigh(), targetLow()));
        }
        return out;
    }
}
