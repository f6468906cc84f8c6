package io.weir.l7.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.weir.core.service.EndReason;
import io.weir.l7.tls.ClientHello;
import io.weir.l7.transport.ReadBuffers;
import org.jspecify.annotations.Nullable;

/** Looks at the ClientHello at the front of a client's stream, then steps aside and leaves all of it to who comes next. */
final class HelloHandler extends ChannelInboundHandlerAdapter {
    private final Opening opening;
    private @Nullable ByteBuf collected;
    private boolean finished;

    HelloHandler(Opening opening) {
        this.opening = opening;
    }

    void begin(@Nullable ByteBuf early) {
        opening.accepted().channel().pipeline().addFirst(this);
        if (early == null) {
            opening.accepted().channel().read();
        } else {
            take(early);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (finished || opening.isOver()) {
            context.fireChannelRead(message);
        } else {
            take((ByteBuf) message);
        }
    }

    private void take(ByteBuf data) {
        ByteBuf all = collected;
        if (all == null) {
            // As a rule it is all in one piece, and this is the only one.
            all = data;
            collected = data;
        } else {
            if (all.writableBytes() < data.readableBytes()) {
                ByteBuf larger = opening.accepted()
                        .allocator()
                        .directBuffer(all.readableBytes() + ClientHello.MOST_BYTES + ReadBuffers.LARGE);
                larger.writeBytes(all);
                all.release();
                all = larger;
                collected = larger;
            }
            try {
                all.writeBytes(data);
            } finally {
                data.release();
            }
        }
        switch (ClientHello.parse(all)) {
            case ClientHello.Result.Incomplete incomplete -> {
                if (all.readableBytes() > 2 * ClientHello.MOST_BYTES) {
                    refuse("the client's ClientHello is in too many pieces");
                } else {
                    opening.accepted().channel().read();
                }
            }
            case ClientHello.Result.Malformed malformed -> refuse(malformed.why());
            case ClientHello.Result.Complete complete -> {
                finished = true;
                collected = null;
                opening.accepted().channel().pipeline().remove(this);
                opening.greeted(complete.serverName(), all);
            }
        }
    }

    private void refuse(String why) {
        finished = true;
        opening.end(EndReason.TLS_HANDSHAKE, why, true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !finished) {
            refuse("the client ended before its TLS handshake began");
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf rest = collected;
        collected = null;
        if (rest != null) {
            rest.release();
        }
    }
}
