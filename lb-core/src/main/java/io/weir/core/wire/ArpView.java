package io.weir.core.wire;

import io.weir.core.net.MacAddress;
import java.lang.foreign.MemorySegment;

/**
 * The ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |         Hardware Type         |         Protocol Type         |
 *  +---------------+---------------+-------------------------------+
 *  | Hw Addr Length|Proto Addr Len |           Operation           |
 *  +---------------+---------------+-------------------------------+
 *  |                    Sender Hardware Address                    |
 *  +                               +-------------------------------+
 *  |                               |   Sender Protocol Address     |
 *  +-------------------------------+-------------------------------+
 *  |   ... Sender Protocol Address |   Target Hardware Address     |
 *  +-------------------------------+                               +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                    Target Protocol Address                    |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class ArpView {
    /** Bytes for IPv4 over Ethernet. */
    public static final int LENGTH = 28;
    /** Hardware type Ethernet. */
    public static final int HARDWARE_ETHERNET = 1;
    /** Operation: who has the target address? */
    public static final int REQUEST = 1;
    /** Operation: the sender has its address. */
    public static final int REPLY = 2;

    static final long HARDWARE_TYPE = 0;
    static final long PROTOCOL_TYPE = 2;
    static final long HARDWARE_ADDRESS_LENGTH = 4;
    static final long PROTOCOL_ADDRESS_LENGTH = 5;
    static final long OPERATION = 6;
    static final long SENDER_HARDWARE_ADDRESS = 8;
    static final long SENDER_PROTOCOL_ADDRESS = 14;
    static final long TARGET_HARDWARE_ADDRESS = 18;
    static final long TARGET_PROTOCOL_ADDRESS = 24;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a packet that starts {@code base} bytes into the segment. */
    public ArpView wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** {@link #HARDWARE_ETHERNET} for Ethernet. */
    public int hardwareType() {
        return Wire.u16(segment, base + HARDWARE_TYPE);
    }

    /** {@link EtherType#IPV4} for IPv4. */
    public int protocolType() {
        return Wire.u16(segment, base + PROTOCOL_TYPE);
    }

    /** 6 for Ethernet. */
    public int hardwareAddressLength() {
        return Wire.u8(segment, base + HARDWARE_ADDRESS_LENGTH);
    }

    /** 4 for IPv4. */
    public int protocolAddressLength() {
        return Wire.u8(segment, base + PROTOCOL_ADDRESS_LENGTH);
    }

    /** {@link #REQUEST} or {@link #REPLY}; others exist. */
    public int operation() {
        return Wire.u16(segment, base + OPERATION);
    }

    /** 48 bits, as {@link MacAddress#bits()}. */
    public long senderHardwareAddress() {
        return Wire.u48(segment, base + SENDER_HARDWARE_ADDRESS);
    }

    /** 32 bits; 0 in a probe (RFC 5227). */
    public int senderProtocolAddress() {
        return Wire.u32(segment, base + SENDER_PROTOCOL_ADDRESS);
    }

    /** 48 bits; ignored in a request. */
    public long targetHardwareAddress() {
        return Wire.u48(segment, base + TARGET_HARDWARE_ADDRESS);
    }

    /** 32 bits. */
    public int targetProtocolAddress() {
        return Wire.u32(segment, base + TARGET_PROTOCOL_ADDRESS);
    }

    /** Appends {@code arp who-has 192.0.2.1 tell 192.0.2.2} or {@code arp reply 192.0.2.1 is-at 02:…}. */
    public StringBuilder describe(StringBuilder out) {
        return switch (operation()) {
            case REQUEST ->
                out.append("arp who-has ")
                        .append(Describe.v4(targetProtocolAddress()))
                        .append(" tell ")
                        .append(Describe.v4(senderProtocolAddress()));
            case REPLY ->
                out.append("arp reply ")
                        .append(Describe.v4(senderProtocolAddress()))
                        .append(" is-at ")
                        .append(new MacAddress(senderHardwareAddress()));
            default -> out.append("arp operation ").append(operation());
        };
    }
}
