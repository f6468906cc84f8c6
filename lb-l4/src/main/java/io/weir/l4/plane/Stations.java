package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.l4.view.Station;
import java.util.Set;

/** Where Ethernet addresses of neighbours come from. */
public interface Stations extends AutoCloseable {
    /** Resolves exactly these from now on. Throws IllegalArgumentException when there are too many. */
    void watch(Set<NeighborKey> keys);

    /** One that is watched; the result always tells its address anew. */
    Station station(NeighborKey key);

    /** Resolves nobody any more. */
    @Override
    void close();
}
