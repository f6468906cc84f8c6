package io.weir.l4.view;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** An immutable map from stable ids to servers, without boxes. Open addressing, at most half full. */
public final class ServerMap {
    private final @Nullable ViewServer[] servers;
    private final int mask;

    /** Indexes the servers; ids must differ. */
    public ServerMap(Collection<ViewServer> all) {
        int size = Math.max(2, Integer.highestOneBit(Math.max(1, all.size())) << 2);
        servers = new ViewServer[size];
        mask = size - 1;
        for (ViewServer server : all) {
            int i = home(server.id());
            while (servers[i] != null) {
                i = (i + 1) & mask;
            }
            servers[i] = server;
        }
    }

    /** The server with this id, or null. */
    public @Nullable ViewServer get(int id) {
        int i = home(id);
        ViewServer server = servers[i];
        while (server != null && server.id() != id) {
            i = (i + 1) & mask;
            server = servers[i];
        }
        return server;
    }

    /** Ids are given one after the other, so their low bits differ. */
    private int home(int id) {
        return id & mask;
    }
}
