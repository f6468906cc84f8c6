package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborEvent;
import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.neighbor.Neighbors;
import io.weir.arp.wire.InterfaceName;
import io.weir.l4.view.Station;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/** Neighbours asked by ARP and NDP of our own; what becomes of them is logged. */
final class LinuxStations implements Stations {
    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final Neighbors neighbors = Neighbors.open(LinuxStations::tell);

    private static void tell(NeighborEvent event) {
        String who = "station " + event.key().address() + " on "
                + InterfaceName.of(event.key().interfaceIndex());
        switch (event.kind()) {
            case RESOLVED -> LOG.log(Level.INFO, who + " is at " + event.now());
            case CHANGED -> LOG.log(Level.WARNING, who + " moved from " + event.before() + " to " + event.now());
            case UNANSWERED -> LOG.log(Level.WARNING, who + " does not answer ARP or neighbour solicitations");
            case STALE ->
                LOG.log(Level.WARNING, who + " has stopped answering; its flows still go to " + event.before());
            case LOST -> LOG.log(Level.WARNING, who + " is lost; frames to it are dropped");
        }
    }

    @Override
    public void watch(Set<NeighborKey> keys) {
        neighbors.watch(keys);
    }

    @Override
    public Station station(NeighborKey key) {
        return neighbors.neighbor(key)::mac;
    }

    @Override
    public void close() {
        neighbors.close();
    }
}
