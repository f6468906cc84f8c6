package io.weir.l7;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.service.HttpMode;
import io.weir.core.service.ServerTls;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.http.exchange.ClientConnection;
import io.weir.l7.http.forward.HttpConnection;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.h1.Http1Client;
import io.weir.l7.http.h1.Http1Limits;
import io.weir.l7.http.h1.Http1Server;
import io.weir.l7.http.h2.Http2ClientConnection;
import io.weir.l7.http.h2.Http2Limits;
import io.weir.l7.http.h2.Http2ServerConnection;
import io.weir.l7.tls.ServerTlsContexts;
import io.weir.l7.upstream.ServerConnection;
import io.weir.l7.upstream.ServerProtocols;
import io.weir.l7.upstream.ServerTarget;
import org.jspecify.annotations.Nullable;

/** Both versions of HTTP, towards clients and servers. */
final class HttpVersions implements ServerProtocols {
    private static final int SERVER_HEADER_BYTES = 65_536;
    private static final int SERVER_FIELDS = 256;

    private final ServerTlsContexts serverTls;
    private final RefusalCounters refusals;

    HttpVersions(ServerTlsContexts serverTls, RefusalCounters refusals) {
        this.serverTls = serverTls;
        this.refusals = refusals;
    }

    private static HttpMode mode(Accepted accepted) {
        HttpMode mode = accepted.frontend().plan().http();
        // A service in TCP mode is asked by HTTP only to lead to TLS.
        return mode == null ? HttpMode.DEFAULT : mode;
    }

    private static Timeouts timeouts(Accepted accepted) {
        return accepted.service().definition().timeouts();
    }

    ClientConnection http1(Accepted accepted, HttpConnection connection) {
        Http1Client client = new Http1Client(
                accepted.channel(),
                connection.client(),
                connection,
                Http1Limits.of(mode(accepted)),
                timeouts(accepted),
                accepted.loop().deadlines(),
                refusals);
        accepted.channel().pipeline().addLast(client);
        return client;
    }

    ClientConnection http2(Accepted accepted, HttpConnection connection) {
        Channel channel = accepted.channel();
        Http2ClientConnection wire = new Http2ClientConnection(
                channel,
                connection.client(),
                connection,
                Http2Limits.of(mode(accepted), timeouts(accepted)),
                accepted.loop().deadlines(),
                refusals);
        channel.pipeline().addLast(wire);
        channel.config().setAutoRead(true);
        return new Http2Client(channel, wire);
    }

    private record Http2Client(Channel channel, Http2ClientConnection wire) implements ClientConnection {
        @Override
        public void finish() {
            wire.drain();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
        public void abort() {
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.close();
            }
        }
    }

    @Override
    public ServerConnection begin(Channel channel, boolean http2, VirtualService service, Deadlines deadlines) {
        if (!http2) {
            return Http1Server.begin(channel, Http1Limits.ofServers(), refusals);
        }
        Http2ServerConnection wire = new Http2ServerConnection(
                channel,
                channel.pipeline().get(SslHandler.class) != null,
                SERVER_HEADER_BYTES,
                SERVER_FIELDS,
                service.timeouts(),
                deadlines,
                refusals);
        channel.pipeline().addLast(wire);
        channel.config().setAutoRead(true);
        return wire;
    }

    @Override
    public @Nullable SslHandler tls(ServerTarget target, ByteBufAllocator allocator) {
        ServerTls settings = target.tls();
        if (settings == null) {
            return null;
        }
        SslHandler handler =
                serverTls.handler(settings, target.http2(), target.address(), target.serverName(), allocator);
        if (handler == null) {
            throw new IllegalStateException("its TLS settings are no longer configured");
        }
        return handler;
    }
}
