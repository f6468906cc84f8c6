package io.weir.l7.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerTls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How connections to servers are encrypted. The control thread replaces what all event loops read. */
public final class ServerTlsContexts {
    private volatile Map<Key, ServerTlsContext> contexts = Map.of();

    /**
     * What one context is for.
     *
     * @param tls the settings
     * @param http2 whether HTTP/2 is offered by ALPN
     */
    record Key(ServerTls tls, boolean http2) {}

    /** None yet. */
    public ServerTlsContexts() {}

    void replace(Map<Key, ServerTlsContext> next) {
        contexts = Map.copyOf(next);
    }

    Map<Key, ServerTlsContext> all() {
        return contexts;
    }

    /**
     * The TLS of a new connection to a server; no timer of its own limits its handshake.
     *
     * @param tls the server's settings
     * @param http2 whether HTTP/2 is offered
     * @param address the server's
     * @param clientName the name the client asked for, sent where the settings have none; null without one
     * @return null when these settings are no longer configured
     */
    public @Nullable SslHandler handler(
            ServerTls tls, boolean http2, IpAddress address, @Nullable String clientName, ByteBufAllocator allocator) {
        ServerTlsContext context = contexts.get(new Key(tls, http2));
        return context == null ? null : context.handler(address, clientName, allocator);
    }
}
