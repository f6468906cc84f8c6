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
 * @param httpRequest for the whole head of a request, from its first byte; for the first one, from the connection's begin
 * @param httpBody for the body of a request, and a second more for each {@link HttpMode#minBodyRate} bytes of it
 * @param httpKeepAlive for the next request on a connection
 * @param tunnel for either side to send after an upgrade, as of WebSocket
 */
public record Timeouts(
        Duration connect,
        Duration client,
        Duration server,
        Duration clientFin,
        Duration serverFin,
        Duration queue,
        Duration httpRequest,
        Duration httpBody,
        Duration httpKeepAlive,
        Duration tunnel) {
    /** With the defaults of HTTP mode. */
    public Timeouts(
            Duration connect,
            Duration client,
            Duration server,
            Duration clientFin,
            Duration serverFin,
            Duration queue) {
        this(
                connect,
                client,
                server,
                clientFin,
                serverFin,
                queue,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofHours(1));
    }
}
