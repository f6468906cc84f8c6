package io.weir.l7.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.weir.core.service.EndReason;
import io.weir.l7.proxyprotocol.ProxyHeader;
import io.weir.l7.proxyprotocol.ProxyHeaderParser;
import io.weir.l7.transport.ReadBuffers;
import java.time.Duration;

/** Takes the PROXY header from the front of a client's stream, then steps aside. */
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
    /** How long a client may take to send all of it; the peer is a proxy that sends it at once. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Opening opening;
    private final ByteBuf collected;
    private boolean finished;

    ProxyHeaderHandler(Opening opening) {
        this.opening = opening;
        this.collected = opening.accepted().allocator().buffer(256, ProxyHeaderParser.MOST_BYTES + ReadBuffers.LARGE);
    }

    void begin() {
        Duration client = opening.timeouts().client();
        Duration limit = client.compareTo(LIMIT) < 0 ? client : LIMIT;
        opening.await(limit, EndReason.BAD_PROXY_HEADER, "no complete header within " + limit.toMillis() + " ms");
        opening.accepted().channel().pipeline().addFirst(this);
        opening.accepted().channel().read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (finished || opening.isOver()) {
            context.fireChannelRead(message);
            return;
        }
        try {
            collected.writeBytes(data);
        } finally {
            data.release();
        }
        switch (ProxyHeaderParser.parse(collected)) {
            case ProxyHeaderParser.Result.Incomplete incomplete ->
                context.channel().read();
            case ProxyHeaderParser.Result.Malformed malformed -> refuse(malformed.why());
            case ProxyHeaderParser.Result.Complete complete -> accept(complete);
        }
    }

    private void accept(ProxyHeaderParser.Result.Complete complete) {
        finished = true;
        if (complete.header() instanceof ProxyHeader.Proxied proxied) {
            opening.accepted().proxied(proxied);
        }
        collected.skipBytes(complete.length());
        ByteBuf rest = collected.retain();
        opening.accepted().channel().pipeline().remove(this);
        if (rest.isReadable()) {
            opening.introduced(rest);
        } else {
            rest.release();
            opening.introduced();
        }
    }

    private void refuse(String why) {
        opening.end(EndReason.BAD_PROXY_HEADER, why, true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !finished) {
            refuse("the client ended before its header did");
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        collected.release();
    }
}
