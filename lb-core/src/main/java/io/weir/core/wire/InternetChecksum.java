package io.weir.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071), its incremental update (RFC 1624) and its unfinished form.
 *
 * <p>A <em>sum</em> is a ones' complement sum of 16-bit words as the wire orders them, folded to 16 bits or not. A
 * <em>checksum</em> is the complement of a folded sum, the number that stands in a header. A <em>difference</em> is
 * what changing fields adds to the sum; differences of several fields may be added before one is applied.
 *
 * <p>An <em>unfinished</em> checksum is what Linux hands over as {@code CHECKSUM_PARTIAL}
 * ({@code VIRTIO_NET_HDR_F_NEEDS_CSUM}): the field holds the sum of the pseudo header, not complemented, and whoever
 * sends the frame adds the rest. Only a changed address changes it.
 */
public final class InternetChecksum {
    private static final ValueLayout.OfInt NATIVE_32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort NATIVE_16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private InternetChecksum() {}

    /**
     * The sum of {@code length} bytes; an odd last byte is padded with zero. Words are added in the order of this
     * machine and swapped once at the end (RFC 1071 section 2 B), so that the loop is one C2 vectorizes.
     *
     * @param length 0 to 2<sup>31</sup>-1
     * @return 0 to 0xffff; 0 only if every byte is 0
     */
    public static int sum(MemorySegment segment, long at, int length) {
        long sum = 0;
        int words = length >>> 2;
        for (int i = 0; i < words; i++) {
            sum += segment.get(NATIVE_32, at + ((long) i << 2)) & Wire.MASK_32;
        }
        long tail = at + ((long) words << 2);
        if ((length & 2) != 0) {
            sum += segment.get(NATIVE_16, tail) & 0xffff;
            tail += 2;
        }
        if ((length & 1) != 0) {
            int last = Wire.u8(segment, tail);
            sum += LITTLE_ENDIAN ? last : last << 8;
        }
        int folded = fold(sum);
        return LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) folded)) : folded;
    }

    /** {@link #sum} of the {@value Ipv4View#MINIMUM_LENGTH} bytes of an IPv4 header without options. */
    static int sumHeader4(MemorySegment segment, long at) {
        long sum = (segment.get(NATIVE_32, at) & Wire.MASK_32)
                + (segment.get(NATIVE_32, at + 4) & Wire.MASK_32)
                + (segment.get(NATIVE_32, at + 8) & Wire.MASK_32)
                + (segment.get(NATIVE_32, at + 12) & Wire.MASK_32)
                + (segment.get(NATIVE_32, at + 16) & Wire.MASK_32);
        int folded = fold(sum);
        return LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) folded)) : folded;
    }

    /** The checksum of bytes whose checksum field is 0, or 0 if the field is right already. */
    public static int checksum(MemorySegment segment, long at, int length) {
        return ~sum(segment, at, length) & 0xffff;
    }

    /**
     * The checksum of a TCP, UDP or ICMPv6 message whose checksum field is 0, or 0 if the field is right already. For
     * UDP pass the result through {@link #udpOnSend}.
     *
     * @param pseudoHeader from {@link #pseudoHeader4} or {@link #pseudoHeader6}
     */
    public static int checksum(MemorySegment segment, long at, int length, long pseudoHeader) {
        return ~fold(pseudoHeader + sum(segment, at, length)) & 0xffff;
    }

    /**
     * The sum of the IPv4 pseudo header (RFC 9293 section 3.1, RFC 768), not folded.
     *
     * @param length bytes of transport header and data
     */
    public static long pseudoHeader4(int source, int destination, int protocol, int length) {
        return (source & Wire.MASK_32) + (destination & Wire.MASK_32) + protocol + length;
    }

    /**
     * The sum of the IPv6 pseudo header (RFC 8200 section 8.1), not folded.
     *
     * @param protocol the upper-layer protocol, not an extension header
     * @param length bytes of transport header and data, without extension headers
     */
    public static long pseudoHeader6(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        return halves(sourceHigh)
                + halves(sourceLow)
                + halves(destinationHigh)
                + halves(destinationLow)
                + protocol
                + length;
    }

    private static long halves(long word) {
        return (word >>> 32) + (word & Wire.MASK_32);
    }

    /** RFC 768: a computed 0 is sent as 0xffff, because 0 says that there is no checksum. */
    public static int udpOnSend(int checksum) {
        return checksum == 0 ? 0xffff : checksum;
    }

    /** What replacing one aligned 16-bit field adds to the sum. */
    public static long difference16(int before, int after) {
        return (~before & 0xffff) + (long) (after & 0xffff);
    }

    /** What replacing one 32-bit field at an even offset adds to the sum. */
    public static long difference32(int before, int after) {
        return (~before & Wire.MASK_32) + (after & Wire.MASK_32);
    }

    /** What replacing one 64-bit field at an even offset adds to the sum. */
    public static long difference64(long before, long after) {
        return halves(~before) + halves(after);
    }

    /** What replacing an IPv6 address adds to the sum. */
    public static long difference128(long highBefore, long lowBefore, long highAfter, long lowAfter) {
        return difference64(highBefore, highAfter) + difference64(lowBefore, lowAfter);
    }

    /**
     * RFC 1624 equation 3: the checksum after fields changed.
     *
     * @param difference the sum of at most 2<sup>28</sup> differences
     */
    public static int apply(int checksum, long difference) {
        return ~fold((~checksum & 0xffff) + difference) & 0xffff;
    }

    /**
     * As {@link #apply} for UDP: no checksum stays none, and a computed 0 becomes 0xffff. None is left alone on IPv6
     * too, where RFC 6935 allows it to tunnels and RFC 6936 wants it forwarded as it is.
     */
    public static int applyUdp(int checksum, long difference) {
        return checksum == 0 ? 0 : udpOnSend(apply(checksum, difference));
    }

    /** The unfinished checksum after an address of the pseudo header changed; ports are not in it. */
    public static int applyUnfinished(int field, long addressDifference) {
        return fold(field + addressDifference);
    }

    /** The checksum after a 16-bit field changed (RFC 1624). */
    public static int update16(int checksum, int before, int after) {
        return apply(checksum, difference16(before, after));
    }

    /** The checksum after a 32-bit field changed (RFC 1624). */
    public static int update32(int checksum, int before, int after) {
        return apply(checksum, difference32(before, after));
    }

    /** The checksum after an IPv6 address changed (RFC 1624). */
    public static int update128(int checksum, long highBefore, long lowBefore, long highAfter, long lowAfter) {
        return apply(checksum, difference128(highBefore, lowBefore, highAfter, lowAfter));
    }

    /** The unfinished checksum to put into the field: the folded pseudo header. */
    public static int unfinished(long pseudoHeader) {
        return fold(pseudoHeader);
    }

    /**
     * Finishes an unfinished checksum in place, as a network card would: sums the message, the field's own content
     * included, and writes the complement; 0 becomes 0xffff for every protocol as in the kernel's
     * {@code skb_checksum_help}, which no receiver can tell apart.
     *
     * @param at where the sum starts ({@code csum_start}): the transport header
     * @param length bytes from there to the end of the packet, Ethernet padding left out
     * @param checksumOffset from {@code at} to the field ({@code csum_offset}): 16 for TCP, 6 for UDP, 2 for ICMP
     */
    public static void finish(MemorySegment segment, long at, int length, int checksumOffset) {
        Wire.putU16(segment, at + checksumOffset, udpOnSend(checksum(segment, at, length)));
    }

    /** Folds a sum to 16 bits with end-around carry; 0 only for 0. */
    static int fold(long sum) {
        long folded = (sum & Wire.MASK_32) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }
}
