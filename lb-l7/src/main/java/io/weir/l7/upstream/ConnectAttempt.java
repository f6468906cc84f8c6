package io.weir.l7.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.core.service.VirtualService;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.tls.TlsFailure;
import io.weir.l7.transport.SocketTransport;
import io.weir.l7.transport.StreamOptions;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The making of one connection to a server: connect, PROXY header, TLS handshake, HTTP. Confined to the event loop; has
 * no deadline of its own: who waits for it cancels it.
 */
public final class ConnectAttempt {
    private final ServerTarget target;
    private final VirtualService service;
    private final ServerProtocols protocols;
    private final Deadlines deadlines;
    private final ServerProtocols.Waiting waiting;
    private @Nullable ByteBuf header;
    private @Nullable Channel channel;
    private boolean over;

    /** @param header what is sent before everything else, now the attempt's; null for nothing */
    public ConnectAttempt(
            ServerTarget target,
            VirtualService service,
            ServerProtocols protocols,
            Deadlines deadlines,
            @Nullable ByteBuf header,
            ServerProtocols.Waiting waiting) {
        this.target = target;
        this.service = service;
        this.protocols = protocols;
        this.deadlines = deadlines;
        this.header = header;
        this.waiting = waiting;
    }

    /** Sets out; may fail before it returns. */
    public void begin(SocketTransport transport, ByteBufAllocator allocator, EventLoop loop) {
        Channel fresh;
        SslHandler tls;
        try {
            fresh = transport.newChannel(target.address().v6());
            channel = fresh;
            tls = protocols.tls(target, allocator);
        } catch (ChannelException | IllegalStateException e) {
            failed(e);
            return;
        }
        StreamOptions.apply(fresh, allocator);
        fresh.config().setOption(ChannelOption.TCP_NODELAY, true);
        loop.register(fresh).addListener(registered -> {
            if (registered.isSuccess()) {
                connect(fresh, tls, transport);
            } else {
                failed(registered.cause());
            }
        });
    }

    private void connect(Channel to, @Nullable SslHandler tls, SocketTransport transport) {
        if (over) {
            return;
        }
        IpAddress source = target.source();
        InetSocketAddress from = null;
        if (source != null) {
            try {
                transport.choosePortAtConnect(to);
                if (target.transparent()) {
                    transport.takeAnyAddress(to);
                }
            } catch (ChannelException e) {
                failed(e);
                return;
            }
            from = new InetSocketAddress(source.toInetAddress(), 0);
        }
        to.connect(new InetSocketAddress(target.address().toInetAddress(), target.port()), from)
                .addListener(done -> {
                    if (over) {
                        return;
                    }
                    if (done.isSuccess()) {
                        connected(to, tls);
                    } else {
                        failed(done.cause());
                    }
                });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
    private void connected(Channel to, @Nullable SslHandler tls) {
        ByteBuf first = header;
        header = null;
        if (first != null) {
            to.writeAndFlush(first, to.voidPromise());
        }
        if (tls == null) {
            begun(to, target.http2());
            return;
        }
        ChannelHandler end = new HandshakeEnd();
        to.pipeline().addLast(tls, end);
        tls.handshakeFuture().addListener(shaken -> {
            if (over) {
                return;
            }
            if (shaken.isSuccess()) {
                to.pipeline().remove(end);
                begun(to, target.http2() && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
            } else {
                failed(TlsFailure.words(shaken.cause()));
            }
        });
    }

    private void begun(Channel to, boolean http2) {
        over = true;
        waiting.connected(protocols.begin(to, http2, service, deadlines));
    }

    private void failed(Throwable cause) {
        failed(ConnectFailure.words(cause));
    }

    private void failed(String words) {
        if (!over) {
            cancel();
            waiting.connectFailed(new StreamEnd(EndReason.CONNECT_FAILED, words));
        }
    }

    /** Whether the server has answered: what is missing then is the TLS handshake. */
    public boolean answered() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    /** Gives it up; nothing more is told. */
    public void cancel() {
        if (over) {
            return;
        }
        over = true;
        ByteBuf unsent = header;
        header = null;
        if (unsent != null) {
            unsent.release();
        }
        Channel open = channel;
        if (open != null) {
            close(open);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
    private static void close(Channel open) {
        if (!open.isRegistered()) {
            open.unsafe().closeForcibly();
        } else if (open.isOpen()) {
            open.config().setOption(ChannelOption.SO_LINGER, 0);
            open.close();
        }
    }

    /** Keeps errors of the handshake, which its future tells too, from the end of the pipeline. */
    private static final class HandshakeEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The handshake's future has it.
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the handshake's future tells
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                // A handshake has no half: what was not said by now never will be.
                context.close();
            }
        }
    }
}
