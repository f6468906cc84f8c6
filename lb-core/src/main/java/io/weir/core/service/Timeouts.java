package io.weir.core.service;

import java.time.Duration;

/**
 * How long the proxy waits. All are positive.
 *
 * @param connect for the connection to a server
 * @param client for the client to send or take data
 * @param server for the server to send or take data
 * @param clientFin for the client's end after the server closed its side
 * @param serverFin for the server's end after the client closed its side
 * @param queue for a free place when every server is at its limit
 */
public record Timeouts(
        Duration connect, Duration client, Duration server, Duration clientFin, Duration serverFin, Duration queue) {}
