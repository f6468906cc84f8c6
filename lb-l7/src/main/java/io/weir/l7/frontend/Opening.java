package io.weir.l7.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.service.EndReason;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import io.weir.l7.tls.FrontendTlsContexts;
import io.weir.l7.tls.Handshakes;
import io.weir.l7.tls.TlsFailure;
import io.weir.l7.transport.ReadBuffers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the protocol of a client's connection, in this order: a PROXY header, the choice of the protocol.
 * Hands the connection over and is gone.
 */
final class Opening extends LoopConnection {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Accepted accepted;
    private final Timeouts timeouts;
    private final Watch watch = new Watch();
    private boolean over;
    private boolean inputEnded;
    private boolean listening;
    private boolean shaking;
    private @Nullable String applicationProtocol;
    private @Nullable ByteBuf early;
    private long ends = NEVER;
    private EndReason lateReason = EndReason.TIMEOUT;
    private String late = "";

    Opening(Accepted accepted) {
        this.accepted = accepted;
        this.timeouts = accepted.service().definition().timeouts();
        accepted.channel().pipeline().addLast(watch);
    }

    Accepted accepted() {
        return accepted;
    }

    boolean isOver() {
        return over;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** Called once the client's channel is on this connection's loop, or cannot be. */
    void registered(@Nullable Throwable obstacle) {
        if (over) {
            return;
        }
        accepted.loop().add(this);
        if (obstacle != null) {
            fault(obstacle);
        } else if (!accepted.channel().isActive()) {
            end(EndReason.CLIENT_RESET, null, true);
        } else if (definition().proxyProtocol().acceptRequired()) {
            new ProxyHeaderHandler(this).begin();
        } else {
            introduced();
        }
    }

    private VirtualService definition() {
        return accepted.service().definition();
    }

    /** Waits at most this long for what must come next. */
    void await(Duration limit, EndReason reason, String words) {
        lateReason = reason;
        late = words;
        ends = accepted.loop().deadlines().fresh() + limit.toNanos();
        accepted.loop().deadlines().watch(this, ends);
    }

    /** The PROXY header is complete. */
    void introduced(ByteBuf rest) {
        early = rest;
        introduced();
    }

    /** The same, and nothing came after it. */
    void introduced() {
        if (accepted.redirect() != null) {
            handOver(accepted.context().protocols().http1());
            return;
        }
        if (!accepted.services().wantsHello()) {
            identified();
            return;
        }
        Duration limit = timeToSecure();
        await(limit, EndReason.TLS_HANDSHAKE, "the TLS handshake took more than " + limit.toMillis() + " ms");
        ByteBuf first = early;
        early = null;
        new HelloHandler(this).begin(first);
    }

    private Duration timeToSecure() {
        return definition().layer7().http() == null ? timeouts.client() : timeouts.httpRequest();
    }

    /** The ClientHello is complete: {@code data} begins with it. */
    void greeted(@Nullable String serverName, ByteBuf data) {
        Frontend wanted = accepted.named(serverName);
        if (wanted == null) {
            data.release();
            end(EndReason.TLS_HANDSHAKE, "no service here answers to the server name " + serverName, true);
            return;
        }
        accepted.belongTo(wanted);
        FrontendTlsContexts contexts = wanted.plan().tls();
        if (contexts == null) {
            early = data;
            identified();
            return;
        }
        SslHandler tls = contexts.handler(serverName, accepted.allocator());
        ChannelPipeline pipeline = accepted.channel().pipeline();
        pipeline.addFirst(tls);
        shaking = true;
        tls.handshakeFuture().addListener(done -> {
            shaking = false;
            if (over) {
                return;
            }
            if (done.isSuccess()) {
                accepted.handshaken(Handshakes.of(tls, serverName));
                applicationProtocol = tls.applicationProtocol();
                identified();
            } else {
                end(EndReason.TLS_HANDSHAKE, TlsFailure.words(done.cause()), false);
            }
        });
        pipeline.fireChannelRead(data);
        pipeline.fireChannelReadComplete();
        if (!over && !tls.handshakeFuture().isDone()) {
            accepted.channel().read();
        }
    }

    /** It is known who the client is and what it wants. */
    private void identified() {
        Protocols protocols = accepted.context().protocols();
        HttpMode http = definition().layer7().http();
        if (http == null) {
            handOver(protocols.tcp());
        } else if (applicationProtocol != null || accepted.isSecure() || !http.http2()) {
            boolean http2 = ApplicationProtocolNames.HTTP_2.equals(applicationProtocol);
            handOver(http2 ? protocols.http2() : protocols.http1());
        } else {
            Duration limit = timeouts.httpRequest();
            await(limit, EndReason.TIMEOUT, "no request within " + limit.toMillis() + " ms");
            listening = true;
            lookAtPreface();
        }
    }

    /** HTTP/2 without TLS is known by its preface (RFC 9113, 3.3 and 3.4). */
    private void lookAtPreface() {
        ByteBuf data = early;
        int there = data == null ? 0 : Math.min(data.readableBytes(), PREFACE.length);
        for (int i = 0; data != null && i < there; i++) {
            if (data.getByte(data.readerIndex() + i) != PREFACE[i]) {
                handOver(accepted.context().protocols().http1());
                return;
            }
        }
        if (there == PREFACE.length) {
            handOver(accepted.context().protocols().http2());
        } else {
            accepted.channel().read();
        }
    }

    private void heard(ByteBuf data) {
        ByteBuf before = early;
        if (before != null) {
            ByteBuf both = accepted.allocator().buffer(before.readableBytes() + data.readableBytes());
            both.writeBytes(before).writeBytes(data);
            before.release();
            data.release();
            early = both;
        } else {
            early = data;
        }
        lookAtPreface();
    }

    private void handOver(ClientProtocol protocol) {
        over = true;
        listening = false;
        accepted.loop().deadlines().forget(this);
        accepted.loop().remove(this);
        ChannelPipeline pipeline = accepted.channel().pipeline();
        protocol.begin(accepted);
        pipeline.remove(watch);
        ByteBuf data = early;
        early = null;
        if (data != null) {
            pipeline.fireChannelRead(data);
            pipeline.fireChannelReadComplete();
        }
        if (inputEnded) {
            pipeline.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    protected long check(long now) {
        if (now < ends) {
            return ends;
        }
        end(lateReason, late, true);
        return NEVER;
    }

    private void fault(Throwable cause) {
        System.getLogger("io.weir.l7")
                .log(
                        System.Logger.Level.ERROR,
                        "connection of " + accepted.frontend().name(),
                        cause);
        end(EndReason.INTERNAL, cause.toString(), true);
    }

    @Override
    protected void cut(Set<Integer> serverIds, String detail) {
        // It has no server yet.
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
    public void end(EndReason reason, @Nullable String detail, boolean reset) {
        if (over) {
            return;
        }
        over = true;
        accepted.loop().deadlines().forget(this);
        accepted.loop().remove(this);
        if (accepted.channel().isOpen()) {
            if (reset) {
                accepted.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            accepted.channel().close();
        }
        ByteBuf data = early;
        early = null;
        if (data != null) {
            data.release();
        }
        accepted.ended(reason, detail, null, 0, 0, 0);
    }

    @Override
    protected ConnectionInfo info() {
        return accepted.info(null, 0, 0);
    }

    /** Last in the pipeline: sees the client go, and takes what comes early. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (listening) {
                heard((ByteBuf) message);
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (accepted.loop().eventLoop().inEventLoop()) {
                end(EndReason.CLIENT_RESET, null, true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                inputEnded = true;
                if (shaking) {
                    end(EndReason.TLS_HANDSHAKE, "the client ended before its TLS handshake was over", true);
                } else if (listening) {
                    end(EndReason.DONE, null, false);
                }
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (TlsFailure.is(cause)) {
                // The handshake's future tells it.
                return;
            }
            if (over) {
                context.fireExceptionCaught(cause);
            } else if (cause instanceof IOException) {
                end(EndReason.CLIENT_RESET, null, true);
            } else if (cause != ReadBuffers.ReadingPaused.INSTANCE) {
                fault(cause);
            }
        }
    }
}
