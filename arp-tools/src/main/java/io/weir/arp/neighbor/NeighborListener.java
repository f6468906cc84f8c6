package io.weir.arp.neighbor;

/** Hears what happens to neighbours, for the log. */
@FunctionalInterface
public interface NeighborListener {
    /** One transition, after it has taken effect; on the neighbours' thread, which it must not hold up. */
    void happened(NeighborEvent event);
}
