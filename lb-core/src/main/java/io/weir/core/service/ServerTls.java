package io.weir.core.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Encryption towards one real server.
 *
 * @param verify whether its certificate must be valid for {@code sni}, or for its address where that is null
 * @param sni server name of the handshake; null to send the name that the client asked for, if there is one
 * @param ca file with the certificates that may sign the server's; null for those of the system
 */
public record ServerTls(
        boolean verify, @Nullable String sni, @Nullable Path ca) {}
