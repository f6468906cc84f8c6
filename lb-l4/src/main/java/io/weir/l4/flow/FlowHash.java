package io.weir.l4.flow;

import java.security.SecureRandom;

/**
 * The keyed hash of a tuple: folded multiplication of 64 by 64 bits, as wyhash has it. Strangers choose addresses and
 * ports; without the secrets they cannot choose what collides.
 */
final class FlowHash {
    private static final int WORDS = 4;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final int mask;

    private FlowHash(long[] secrets, int mask) {
        first = secrets[0];
        second = secrets[1];
        third = secrets[2];
        fourth = secrets[3];
        this.mask = mask;
    }

    /** With secrets nobody knows. */
    static FlowHash secret() {
        SecureRandom random = new SecureRandom();
        long[] secrets = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            secrets[i] = random.nextLong();
        }
        return new FlowHash(secrets, -1);
    }

    /** For tests: known secrets, and only the bits of the mask, so that hashes collide. */
    static FlowHash known(long seed, int mask) {
        long[] secrets = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            secrets[i] = (seed + i + 1) * 0x9e37_79b9_7f4a_7c15L;
        }
        return new FlowHash(secrets, mask);
    }

    int v4(int protocol, long source, int sourcePort, long destination, int destinationPort) {
        long mixed =
                fold(((source << 32) | destination) ^ first, ports(protocol, sourcePort, destinationPort) ^ second);
        return finish(mixed);
    }

    int v6(
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        long source = fold(sourceHigh ^ first, sourceLow ^ second);
        long destination = fold(destinationHigh ^ source ^ third, destinationLow ^ fourth);
        return finish(destination ^ fold(source ^ second, ports(protocol, sourcePort, destinationPort) ^ third));
    }

    private int finish(long mixed) {
        long hash = fold(mixed ^ third, fourth);
        return (int) (hash ^ (hash >>> 32)) & mask;
    }

    private static long ports(int protocol, int sourcePort, int destinationPort) {
        return (long) protocol << 32 | (long) sourcePort << 16 | destinationPort;
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
