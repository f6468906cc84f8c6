package io.weir.l4.forward;

import io.weir.l4.view.ViewServer;
import org.jspecify.annotations.Nullable;

/**
 * What servers' flows have carried since it was last settled. Figures that all workers share cost an atomic addition
 * each; added up here first, they cost one for each server of a batch rather than for each packet.
 */
final class Tally {
    /** Servers at a time; one that finds its place taken settles the other. */
    private static final int PLACES = 16;

    private final @Nullable ViewServer[] servers = new ViewServer[PLACES];
    private final long[] bytesIn = new long[PLACES];
    private final long[] packetsIn = new long[PLACES];
    private final long[] bytesOut = new long[PLACES];
    private final long[] packetsOut = new long[PLACES];

    void toServer(ViewServer server, int bytes, int packets) {
        int place = place(server);
        bytesIn[place] += bytes;
        packetsIn[place] += packets;
    }

    void toClient(ViewServer server, int bytes, int packets) {
        int place = place(server);
        bytesOut[place] += bytes;
        packetsOut[place] += packets;
    }

    private int place(ViewServer server) {
        int place = server.id() & PLACES - 1;
        ViewServer there = servers[place];
        if (there == null || there.id() != server.id()) {
            settle(place);
            servers[place] = server;
        }
        return place;
    }

    /** Adds everything to the servers' figures. */
    void settle() {
        for (int place = 0; place < PLACES; place++) {
            settle(place);
        }
    }

    private void settle(int place) {
        ViewServer server = servers[place];
        if (server == null) {
            return;
        }
        servers[place] = null;
        if (packetsIn[place] != 0) {
            server.load().addPacketsIn(packetsIn[place]);
            server.load().addBytesIn(bytesIn[place]);
            server.serviceLoad().addPacketsIn(packetsIn[place]);
            server.serviceLoad().addBytesIn(bytesIn[place]);
        }
        if (packetsOut[place] != 0) {
            server.load().addPacketsOut(packetsOut[place]);
            server.load().addBytesOut(bytesOut[place]);
            server.serviceLoad().addPacketsOut(packetsOut[place]);
            server.serviceLoad().addBytesOut(bytesOut[place]);
        }
        bytesIn[place] = 0;
        packetsIn[place] = 0;
        bytesOut[place] = 0;
        packetsOut[place] = 0;
    }
}
