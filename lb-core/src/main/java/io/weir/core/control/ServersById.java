package io.weir.core.control;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Servers by their stable ids, found in constant time without allocation. Ids come one after the other, so that those
 * of a configuration mostly lie side by side and few share a place.
 */
public final class ServersById {
    private final @Nullable ServerSnapshot[] places;

    /** Of servers with different ids. */
    public ServersById(Collection<ServerSnapshot> servers) {
        // At most half full, so that every search meets a free place soon.
        places = new ServerSnapshot[Integer.highestOneBit(Math.max(1, servers.size())) * 4];
        for (ServerSnapshot server : servers) {
            int place = server.id() & (places.length - 1);
            while (places[place] != null) {
                place = (place + 1) & (places.length - 1);
            }
            places[place] = server;
        }
    }

    /** The server with this id, or null. */
    public @Nullable ServerSnapshot find(int id) {
        int place = id & (places.length - 1);
        for (ServerSnapshot server = places[place]; server != null; server = places[place]) {
            if (server.id() == id) {
                return server;
            }
            place = (place + 1) & (places.length - 1);
        }
        return null;
    }
}
