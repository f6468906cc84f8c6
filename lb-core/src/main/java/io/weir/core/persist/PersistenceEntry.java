package io.weir.core.persist;

import java.time.Duration;

/**
 * One entry of a table, as listed.
 *
 * @param key what tells the client from others: its address, its network, or the beginning of its text in printable
 *     ASCII
 * @param serverId stable id of its server
 * @param remaining time until the entry ends unless it is used again
 */
public record PersistenceEntry(String key, int serverId, Duration remaining) {}
