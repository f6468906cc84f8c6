package io.weir.core.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as two 64-bit words in network order, so that tables can hold it without an object.
 *
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address; the 32 bits, zero-extended, for IPv4
 * @param v6 whether this is an IPv6 address
 */
public record IpAddress(long high, long low, boolean v6) implements Comparable<IpAddress> {
    /** Refuses words that are no IPv4 address when {@code v6} is false. */
    public IpAddress {
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("not an IPv4 address: " + Long.toHexString(low));
        }
    }

    /** The IPv4 address of 32 bits in network order. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, Integer.toUnsignedLong(bits), false);
    }

    /** The IPv6 address of two words in network order. */
    public static IpAddress v6(long high, long low) {
        return new IpAddress(high, low, true);
    }

    /**
     * Reads a literal: dotted decimal with four parts, or RFC 4291 text. Names, zones, octal and short forms are
     * refused.
     */
    public static Optional<IpAddress> parse(String text) {
        return Optional.ofNullable(IpAddressText.parse(text));
    }

    /** Like {@link #parse}, for literals in code. */
    public static IpAddress of(String literal) {
        return parse(literal).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + literal));
    }

    /** From the bytes of a socket address; an IPv4-mapped IPv6 address has become IPv4 already in the JDK. */
    public static IpAddress of(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    /** From 4 or 16 bytes in network order. */
    public static IpAddress ofBytes(byte[] bytes) {
        if (bytes.length == 4) {
            return v4((int) word(bytes, 0, 4));
        }
        if (bytes.length == 16) {
            return v6(word(bytes, 0, 8), word(bytes, 8, 8));
        }
        throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    }

    private static long word(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = from; i < from + count; i++) {
            word = (word << 8) | (bytes[i] & 0xff);
        }
        return word;
    }

    /** The 32 bits of an IPv4 address in network order. */
    public int v4Bits() {
        if (v6) {
            throw new IllegalStateException(this + " is not IPv4");
        }
        return (int) low;
    }

    /** The number of bits of this family: 32 or 128. */
    public int bits() {
        return v6 ? 128 : 32;
    }

    /** The address in network order, 4 or 16 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[v6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            long word = fromEnd < 8 ? low : high;
            bytes[i] = (byte) (word >>> ((fromEnd % 8) * 8));
        }
        return bytes;
    }

    /** For the JDK's socket calls; never asks a resolver. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(toBytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }

    /** The network address with the last {@code bits() - prefix} bits cleared. */
    public IpAddress masked(int prefix) {
        if (prefix < 0 || prefix > bits()) {
            throw new IllegalArgumentException("prefix " + prefix + " is not in 0.." + bits());
        }
        if (!v6) {
            return new IpAddress(0, low & mask(prefix + 32), false);
        }
        return new IpAddress(high & mask(Math.min(prefix, 64)), low & mask(Math.max(0, prefix - 64)), true);
    }

    private static long mask(int ones) {
        return ones == 0 ? 0 : -1L << (64 - ones);
    }

    /** Whether this address is 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return v6 ? high == 0 && low == 1 : low >>> 24 == 127;
    }

    /** Whether this address is 0.0.0.0 or ::. */
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** Whether this address is fe80::/10. */
    public boolean isLinkLocal() {
        return v6 && (high >>> 54) == (0xfe80L >>> 6);
    }

    /** Whether this address is 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return v6 ? high >>> 56 == 0xff : low >>> 28 == 0xe;
    }

    /** {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
    public String withPort(int port) {
        return v6 ? "[" + this + "]:" + port : this + ":" + port;
    }

    @Override
    public int compareTo(IpAddress other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    /** Dotted decimal, or RFC 5952 text. */
    @Override
    public String toString() {
        return v6 ? IpAddressText.formatV6(high, low) : IpAddressText.formatV4((int) low);
    }

    /** Whether a JDK address is IPv4, for places that bind sockets of one family. */
    public static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
