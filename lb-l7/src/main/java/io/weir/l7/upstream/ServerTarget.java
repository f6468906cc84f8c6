package io.weir.l7.upstream;

import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerTls;
import org.jspecify.annotations.Nullable;

/**
 * What tells connections to servers apart: one may carry the request of another client only where all of it is the same.
 *
 * @param address the server's
 * @param port the server's
 * @param tls how traffic is encrypted; null as it comes
 * @param serverName the SNI of the handshake; null for none or without TLS
 * @param http2 whether HTTP/2 is spoken
 * @param source the address it is reached from; null for the one the routing table picks
 * @param transparent whether that is the client's address, which this host does not have; {@code source} is not null then
 */
public record ServerTarget(
        IpAddress address,
        int port,
        @Nullable ServerTls tls,
        @Nullable String serverName,
        boolean http2,
        @Nullable IpAddress source,
        boolean transparent) {}
