package io.weir.l7.http.exchange;

import io.weir.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is and how it came; the same for all exchanges of a connection.
 *
 * @param address its address: of the PROXY header where there was one, else of the socket
 * @param port its port
 * @param destination the address it connected to
 * @param destinationPort the port it connected to
 * @param tls its handshake; null without TLS
 */
public record ClientInfo(
        IpAddress address,
        int port,
        IpAddress destination,
        int destinationPort,
        @Nullable Handshake tls) {
    /**
     * A TLS handshake that succeeded.
     *
     * @param version as {@code TLSv1.3}
     * @param cipher its suite
     * @param serverName SNI in lower case; null without one
     * @param sessionId the session's id in lower-case hexadecimal; empty where the version or the handshake has none
     * @param certificateSubject the subject of the client's certificate (RFC 2253); null without one
     */
    public record Handshake(
            String version,
            String cipher,
            @Nullable String serverName,
            String sessionId,
            @Nullable String certificateSubject) {}
}
