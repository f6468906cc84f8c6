package io.weir.core.schedule;

import java.nio.charset.StandardCharsets;

/** The hashes behind sh, dh, mh and the persistence tables: the same on every node and in every release. */
public final class Hashing {
    private Hashing() {}

    /** Mixes 64 bits so that every input bit moves about half of the output bits (MurmurHash3's finalizer). */
    public static long mix(long bits) {
        long x = bits;
        x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccdL;
        x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return x ^ (x >>> 33);
    }

    /** The hash of an address, as two words in network order. */
    public static long address(long high, long low) {
        return mix(mix(high + 0x9e3779b97f4a7c15L) ^ low);
    }

    /** The hash of an address and a port. */
    public static long endpoint(long high, long low, int port) {
        return mix(address(high, low) + port);
    }

    /** The hash of a name under a seed. */
    public static long name(String name, long seed) {
        long hash = mix(seed + 0x9e3779b97f4a7c15L);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash ^ (b & 0xff)) + seed;
        }
        return mix(hash);
    }

    /** Maps a hash to 0..size-1 without a division and without the bias of the low bits. */
    public static int bucket(long hash, int size) {
        return (int) Math.unsignedMultiplyHigh(hash, size);
    }
}
