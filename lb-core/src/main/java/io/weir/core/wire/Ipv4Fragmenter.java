package io.weir.core.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Cuts an IPv4 packet, or a fragment of one, into fragments that fit a link (RFC 791, section 3.2). For one thread;
 * allocates nothing once it is made. Call {@link #begin}, then {@link #next} until it says 0.
 */
public final class Ipv4Fragmenter {
    private static final int OPTION_END = 0;
    private static final int OPTION_NO_OPERATION = 1;
    /** The option is in every fragment, not in the first alone. */
    private static final int COPIED = 0x80;

    private static final int UNIT = 8;

    private final MemorySegment options = Arena.ofAuto().allocate(Ipv4View.MAXIMUM_LENGTH);
    private MemorySegment segment = MemorySegment.NULL;
    private long base;
    private int linkHeader;
    private int firstHeader;
    private int laterHeader;
    private int mtu;
    private int flagsOffset;
    private int length;
    private int done;

    /** Idle. */
    public Ipv4Fragmenter() {}

    /** Whether a packet may be cut by those who forward it: IPv4 without DF. */
    public static boolean mayCut(ParsedPacket packet) {
        long flags = packet.base + packet.networkOffset + Ipv4View.FLAGS_FRAGMENT_OFFSET;
        return packet.family == ParsedPacket.FAMILY_IPV4
                && (Wire.u16(packet.segment, flags) & Ipv4View.DONT_FRAGMENT) == 0;
    }

    /**
     * Starts with a packet as its bytes are now; they must not change until the last fragment is made. Its transport
     * checksum must be finished.
     *
     * @param packet parsed as {@link ParseCode#OK}, and {@link #mayCut}
     * @param largest bytes of an IP packet on the link
     * @return whether there is room on the link for data
     */
    public boolean begin(ParsedPacket packet, int largest) {
        segment = packet.segment;
        base = packet.base;
        linkHeader = packet.networkOffset;
        mtu = largest;
        long ip = base + linkHeader;
        firstHeader = (Wire.u8(segment, ip + Ipv4View.VERSION_IHL) & 0xf) << 2;
        flagsOffset = Wire.u16(segment, ip + Ipv4View.FLAGS_FRAGMENT_OFFSET);
        length = packet.networkEnd - linkHeader - firstHeader;
        done = 0;
        laterHeader = Ipv4View.MINIMUM_LENGTH + copiedOptions(ip + Ipv4View.MINIMUM_LENGTH);
        return room(firstHeader) >= UNIT;
    }

    private int room(int header) {
        return mtu - header & -UNIT;
    }

    /** Their bytes, in multiples of 4. */
    private int copiedOptions(long from) {
        int all = firstHeader - Ipv4View.MINIMUM_LENGTH;
        int kept = 0;
        for (int at = 0; at < all; ) {
            int type = Wire.u8(segment, from + at);
            if (type == OPTION_END) {
                break;
            }
            int size = type == OPTION_NO_OPERATION ? 1 : Wire.u8(segment, from + at + 1);
            if ((type & COPIED) != 0) {
                MemorySegment.copy(segment, from + at, options, kept, size);
                kept += size;
            }
            at += size;
        }
        while ((kept & 3) != 0) {
            options.set(JAVA_BYTE, kept++, (byte) OPTION_END);
        }
        return kept;
    }

    /**
     * Writes the next fragment with its Ethernet header.
     *
     * @param out with room for the Ethernet header, its tags and a packet of the link
     * @return the bytes of the frame; 0 after the last
     */
    public int next(MemorySegment out, long at) {
        if (done == length) {
            return 0;
        }
        int header = done == 0 ? firstHeader : laterHeader;
        boolean last = length - done <= mtu - header;
        int data = last ? length - done : room(header);
        long ip = at + linkHeader;
        MemorySegment.copy(segment, base, out, at, linkHeader + (done == 0 ? header : Ipv4View.MINIMUM_LENGTH));
        if (done > 0) {
            MemorySegment.copy(options, 0, out, ip + Ipv4View.MINIMUM_LENGTH, header - Ipv4View.MINIMUM_LENGTH);
        }
        MemorySegment.copy(segment, base + linkHeader + firstHeader + done, out, ip + header, data);
        boolean more = !last || (flagsOffset & Ipv4View.MORE_FRAGMENTS) != 0;
        int offset = (flagsOffset & Ipv4View.FRAGMENT_OFFSET_MASK) + done / UNIT;
        Wire.putU8(out, ip + Ipv4View.VERSION_IHL, 4 << 4 | header >>> 2);
        Wire.putU16(out, ip + Ipv4View.TOTAL_LENGTH, header + data);
        Wire.putU16(out, ip + Ipv4View.FLAGS_FRAGMENT_OFFSET, offset | (more ? Ipv4View.MORE_FRAGMENTS : 0));
        Wire.putU16(out, ip + Ipv4View.HEADER_CHECKSUM, 0);
        Wire.putU16(out, ip + Ipv4View.HEADER_CHECKSUM, InternetChecksum.checksum(out, ip, header));
        done += data;
        return linkHeader + header + data;
    }
}
