package io.weir.kernel.netlink;

import java.util.OptionalLong;

/** Ethernet addresses: 48 bits in transmission order, zero-extended. */
final class Mac {
    private static final int BYTES = 6;

    private Mac() {}

    /** Empty for a hardware address of another length. */
    static OptionalLong parse(byte[] address) {
        if (address.length != BYTES) {
            return OptionalLong.empty();
        }
        long bits = 0;
        for (byte b : address) {
            bits = (bits << Byte.SIZE) | (b & 0xff);
        }
        return OptionalLong.of(bits);
    }

    static byte[] bytes(long mac) {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (mac >>> ((BYTES - 1 - i) * Byte.SIZE));
        }
        return bytes;
    }
}
