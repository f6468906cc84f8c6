package io.weir.kernel.bpf.filter;

/** What an address is to us, in the value of its entry. */
final class AddressFlags {
    /** Everything to it is ours. */
    static final int HIDDEN = 1;
    /** The host's own: replies of servers to it are the host's. */
    static final int LOCAL = 2;
    /** Some ports of it stand for someone else's connections. */
    static final int TRANSLATED = 4;
    /** Some of what it sends is ours. */
    static final int SERVER = 8;

    private AddressFlags() {}
}
