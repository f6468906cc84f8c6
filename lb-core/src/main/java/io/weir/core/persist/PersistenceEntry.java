package io.weir.core.persist;

import io.weir.core.net.Cidr;
import java.time.Duration;

/**
 * One entry of a table, as listed.
 *
 * @param client the client's address or network
 * @param serverId stable id of its server
 * @param remaining time until the entry ends unless it is used again
 */
public record PersistenceEntry(Cidr client, int serverId, Duration remaining) {}
