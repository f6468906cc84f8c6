package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.l4.view.Station;

/** Where Ethernet addresses of neighbours come from. */
@FunctionalInterface
interface Stations {
    /** The neighbour, whose address the result always tells anew. */
    Station station(NeighborKey key);
}
