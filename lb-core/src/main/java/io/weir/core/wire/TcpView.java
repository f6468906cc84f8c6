package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The TCP header (RFC 9293 section 3.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source Port          |       Destination Port        |
 *  +-------------------------------+-------------------------------+
 *  |                        Sequence Number                        |
 *  +---------------------------------------------------------------+
 *  |                    Acknowledgment Number                      |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  | Data  | Rsrvd |C|E|U|A|P|R|S|F|            Window             |
 *  | Offset|       |W|C|R|C|S|S|Y|I|                               |
 *  |       |       |R|E|G|K|H|T|N|N|                               |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  |           Checksum            |         Urgent Pointer        |
 *  +-------------------------------+-------------------------------+
 *  |                    Options, 0 to 40 bytes                     |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class TcpView {
    /** Bytes without options. */
    public static final int MINIMUM_LENGTH = 20;

    /** No more data from the sender. */
    public static final int FIN = 0x01;
    /** Synchronize sequence numbers. */
    public static final int SYN = 0x02;
    /** Reset the connection. */
    public static final int RST = 0x04;
    /** Push. */
    public static final int PSH = 0x08;
    /** The acknowledgment number counts. */
    public static final int ACK = 0x10;
    /** The urgent pointer counts. */
    public static final int URG = 0x20;
    /** ECN echo, RFC 3168. */
    public static final int ECE = 0x40;
    /** Congestion window reduced, RFC 3168. */
    public static final int CWR = 0x80;

    static final long SOURCE_PORT = 0;
    static final long DESTINATION_PORT = 2;
    static final long SEQUENCE_NUMBER = 4;
    static final long ACKNOWLEDGMENT_NUMBER = 8;
    static final long DATA_OFFSET = 12;
    static final long FLAGS = 13;
    static final long WINDOW = 14;
    static final long CHECKSUM = 16;
    static final long URGENT_POINTER = 18;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a header that starts {@code base} bytes into the segment. */
    public TcpView wrap(MemorySegment segment, long base) {
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

    /** 0 to 2<sup>32</sup>-1. */
    public long sequenceNumber() {
        return Wire.u32(segment, base + SEQUENCE_NUMBER) & Wire.MASK_32;
    }

    /** 0 to 2<sup>32</sup>-1. */
    public long acknowledgmentNumber() {
        return Wire.u32(segment, base + ACKNOWLEDGMENT_NUMBER) & Wire.MASK_32;
    }

    /** Data offset in bytes: 20 to 60 in a valid header. */
    public int headerLength() {
        return (Wire.u8(segment, base + DATA_OFFSET) >>> 4) << 2;
    }

    /** The bits {@link #FIN} to {@link #CWR}. */
    public int flags() {
        return Wire.u8(segment, base + FLAGS);
    }

    /** Unscaled. */
    public int window() {
        return Wire.u16(segment, base + WINDOW);
    }

    /** Over pseudo header, header and data. */
    public int checksum() {
        return Wire.u16(segment, base + CHECKSUM);
    }

    /** Counts only with {@link #URG}. */
    public int urgentPointer() {
        return Wire.u16(segment, base + URGENT_POINTER);
    }

    /** Appends {@code tcp 40000 > 80, flags [S], seq 1, ack 0, win 65535}. */
    public StringBuilder describe(StringBuilder out) {
        out.append("tcp ")
                .append(sourcePort())
                .append(" > ")
                .append(destinationPort())
                .append(", flags [");
        Describe.tcpFlags(out, flags());
        return out.append("], seq ")
                .append(sequenceNumber())
                .append(", ack ")
                .append(acknowledgmentNumber())
                .append(", win ")
                .append(window());
    }
}
