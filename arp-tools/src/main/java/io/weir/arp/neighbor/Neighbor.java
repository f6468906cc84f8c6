package io.weir.arp.neighbor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where a neighbour is, for the packet path: written by one thread, read by any without lock or allocation. The object
 * stays the same for as long as its key is watched; afterwards it keeps what it last held, marked stale.
 */
public final class Neighbor {
    private static final VarHandle WORD;
    private static final VarHandle REQUESTED;
    private static final long STALE = 1L << 63;
    private static final long MAC = (1L << 48) - 1;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(Neighbor.class, "word", long.class);
            REQUESTED = lookup.findVarHandle(Neighbor.class, "requested", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NeighborKey key;
    /** The address and {@link #STALE} in one word, so that a reader never sees one without the other. */
    @SuppressWarnings("UnusedVariable") // Through WORD.
    private long word;

    @SuppressWarnings("UnusedVariable") // Through REQUESTED.
    private boolean requested;

    Neighbor(NeighborKey key) {
        this.key = key;
    }

    /** Which neighbour. */
    public NeighborKey key() {
        return key;
    }

    /** Its Ethernet address as {@link io.weir.core.net.MacAddress#bits()}; 0 while unresolved. */
    public long mac() {
        return (long) WORD.getOpaque(this) & MAC;
    }

    /**
     * Whether it has not answered for a while: the address is the last one known. Running flows may go on; new ones do
     * better elsewhere.
     */
    public boolean stale() {
        return (long) WORD.getOpaque(this) < 0;
    }

    /**
     * Asks for it soon, as a packet waits for it. Cheap enough for every such packet: asking is limited to ten times a
     * second, and nothing is asked while it is resolved.
     */
    public void request() {
        if (!(boolean) REQUESTED.getOpaque(this)) {
            REQUESTED.setOpaque(this, true);
        }
    }

    /** Whether {@link #request} was called since the last time this was. */
    boolean takeRequest() {
        boolean was = (boolean) REQUESTED.getOpaque(this);
        if (was) {
            REQUESTED.setOpaque(this, false);
        }
        return was;
    }

    void set(long mac, boolean stale) {
        WORD.setOpaque(this, stale ? mac | STALE : mac);
    }

    @Override
    public String toString() {
        return key + (mac() == 0 ? " unresolved" : " at " + Long.toHexString(mac()) + (stale() ? " (stale)" : ""));
    }
}
