package io.weir.l7.upstream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.service.VirtualService;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.StreamEnd;
import org.jspecify.annotations.Nullable;

/** What is spoken with servers. */
public interface ServerProtocols {
    /**
     * Begins HTTP on a connected channel, whose TLS handshake is over, and appends what it needs to the pipeline. The
     * channel does not read by itself.
     *
     * @param http2 whether it is HTTP/2, else HTTP/1.1
     */
    ServerConnection begin(Channel channel, boolean http2, VirtualService service, Deadlines deadlines);

    /**
     * TLS towards a server, with ALPN for HTTP/2 where the target asks for it; null where the target has none.
     *
     * @throws IllegalStateException when it cannot be had, with words that say why
     */
    @Nullable SslHandler tls(ServerTarget target, ByteBufAllocator allocator);

    /** Hears whether a connection could be made. Called on the event loop. */
    interface Waiting {
        /** It is there; HTTP has begun on it. */
        void connected(ServerConnection connection);

        /** It could not be made. */
        void connectFailed(StreamEnd why);
    }
}
