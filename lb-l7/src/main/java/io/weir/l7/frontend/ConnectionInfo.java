package io.weir.l7.frontend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, as listed.
 *
 * @param service the virtual service
 * @param server the server's name, {@code fallback}, or null while none has been reached
 * @param client the client's address and port
 * @param since when it was accepted
 * @param bytesIn payload from the client
 * @param bytesOut payload to the client
 */
public record ConnectionInfo(
        String service, @Nullable String server, String client, Instant since, long bytesIn, long bytesOut) {}
