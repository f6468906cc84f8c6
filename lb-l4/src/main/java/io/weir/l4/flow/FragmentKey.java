package io.weir.l4.flow;

/**
 * What the fragments of one datagram have in common (RFC 791 section 3.2, RFC 8200 section 4.5). Filled in and reused by
 * its owner.
 */
public final class FragmentKey {
    static final int WORDS = 5;

    private boolean v6;
    private int protocol;
    private int identification;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    /** The family, the transport protocol, and the identification: 16 bits for IPv4, 32 for IPv6. */
    public FragmentKey datagram(boolean v6, int protocol, int identification) {
        this.v6 = v6;
        this.protocol = protocol;
        this.identification = identification;
        return this;
    }

    /** Where the fragments come from and go to; the high words are 0 for IPv4. */
    public FragmentKey between(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
        return this;
    }

    int hash(FlowHash hash) {
        return hash.v6(
                family() | protocol,
                sourceHigh,
                sourceLow,
                identification >>> 16,
                destinationHigh,
                destinationLow,
                identification & 0xffff);
    }

    private int family() {
        return v6 ? 1 << 8 : 0;
    }

    private long first() {
        return ((long) (family() | protocol) << 32) | Integer.toUnsignedLong(identification);
    }

    void store(long[] keys, int entry) {
        int at = entry * WORDS;
        keys[at] = first();
        keys[at + 1] = sourceHigh;
        keys[at + 2] = sourceLow;
        keys[at + 3] = destinationHigh;
        keys[at + 4] = destinationLow;
    }

    boolean equalsStored(long[] keys, int entry) {
        int at = entry * WORDS;
        return keys[at] == first()
                && keys[at + 1] == sourceHigh
                && keys[at + 2] == sourceLow
                && keys[at + 3] == destinationHigh
                && keys[at + 4] == destinationLow;
    }
}
