package io.weir.core.schedule;

import io.weir.core.service.ServerLoad;

/**
 * A server that may be chosen now.
 *
 * @param serverId stable id of the pair (service, server)
 * @param name the server's name; seeds the hashes, so that a server keeps its clients when others come and go
 * @param weight 1..65535
 * @param maxConnections most connections at a time; 0 for no limit
 * @param load its live figures
 */
public record Candidate(int serverId, String name, int weight, int maxConnections, ServerLoad load) {
    /** Whether another connection fits under the limit; another thread may still take the place first. */
    public boolean hasRoom() {
        return maxConnections == 0 || load.active() < maxConnections;
    }
}
