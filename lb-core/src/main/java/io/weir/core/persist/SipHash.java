package io.weir.core.persist;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, and its reference
 * implementation): a hash under a secret key that nobody can foresee or collide without it. Also fit to authenticate
 * short messages. Immutable; of the two words of a result the first is the one the reference writes first, as little
 * endian.
 */
public final class SipHash {
    /** Bytes of a key. */
    public static final int KEY_BYTES = 16;

    private final long key0;
    private final long key1;

    /** Under a key of two words. */
    public SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** The hash of some bytes. Allocates nothing but the result, which does not leave a caller that inlines this. */
    public Digest of(byte[] bytes, int offset, int length) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        State state = new State(v0, v1, v2, v3);
        int whole = offset + (length & ~7);
        for (int at = offset; at < whole; at += 8) {
            state.take(word(bytes, at, 8));
        }
        state.take((long) length << 56 | word(bytes, whole, length & 7));
        return state.end();
    }

    private static long word(byte[] bytes, int at, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[at + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    /** 128 bits. */
    public record Digest(long first, long second) {}

    /** The four words while a message is taken in; lives on the stack. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long v0, long v1, long v2, long v3) {
            this.v0 = v0;
            this.v1 = v1;
            this.v2 = v2;
            this.v3 = v3;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        Digest end() {
            v2 ^= 0xee;
            rounds();
            long first = v0 ^ v1 ^ v2 ^ v3;
            v1 ^= 0xdd;
            rounds();
            return new Digest(first, v0 ^ v1 ^ v2 ^ v3);
        }

        private void rounds() {
            round();
            round();
            round();
            round();
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
