package io.weir.arp.neighbor;

import io.weir.core.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A transition of one neighbour.
 *
 * @param kind what happened
 * @param key to whom
 * @param before the Ethernet address known before; null for none
 * @param now the one known now; null for none
 */
public record NeighborEvent(
        Kind kind,
        NeighborKey key,
        @Nullable MacAddress before,
        @Nullable MacAddress now) {
    /** What may happen to a neighbour. */
    public enum Kind {
        /** It answers: for the first time, or again after it was stale or lost. */
        RESOLVED,
        /** It is at another Ethernet address. */
        CHANGED,
        /** Asked for 5 s since it was first wanted, it has never answered. Told once. */
        UNANSWERED,
        /** It has not answered for 5 s; its last address is still used. */
        STALE,
        /** It has not answered for 60 s; packets to it are dropped. */
        LOST
    }
}
