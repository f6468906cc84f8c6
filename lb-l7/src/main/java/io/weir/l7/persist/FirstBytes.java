package io.weir.l7.persist;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.weir.core.service.Persistence;
import io.weir.l7.transport.ReadBuffers;
import io.weir.l7.transport.StreamOptions;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Reads the beginning of a client's stream, at most {@link ConnectionKey#MOST_BYTES} and one read more, until it says
 * whom the client belongs to. Then tells that and hands over what it read, and is gone.
 */
public final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** How long a client may take; it goes on without a key then. */
    public static final Duration LIMIT = Duration.ofSeconds(5);

    private final Channel channel;
    private final Persistence.Type type;
    private final BiConsumer<ConnectionKey, ByteBuf> then;
    private final ByteBuf collected;
    private boolean finished;

    /** @param then gets the key, and what was read, which belongs to it */
    public FirstBytes(Channel channel, Persistence.Type type, BiConsumer<ConnectionKey, ByteBuf> then) {
        this.channel = channel;
        this.type = type;
        this.then = then;
        this.collected = channel.alloc().buffer(512, ConnectionKey.MOST_BYTES + 2 * ReadBuffers.LARGE);
    }

    /** Begins to read, in front of the handler that is to read what comes later. */
    public void begin(ChannelHandler reader) {
        String next = channel.pipeline().context(reader).name();
        channel.pipeline().addBefore(next, null, this);
        StreamOptions.buffers(channel).pause(false);
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (finished) {
            context.fireChannelRead(data);
            return;
        }
        try {
            collected.writeBytes(data);
        } finally {
            data.release();
        }
        ConnectionKey key = ConnectionKey.of(type, collected);
        if (key.complete()) {
            finish(key);
        } else if (collected.readableBytes() >= ConnectionKey.MOST_BYTES) {
            finish(ConnectionKey.NONE);
        } else {
            context.channel().read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            finish(ConnectionKey.NONE);
        }
        context.fireUserEventTriggered(event);
    }

    /** The time is over. */
    public void late() {
        finish(ConnectionKey.NONE);
    }

    private void finish(ConnectionKey key) {
        if (!finished) {
            finished = true;
            StreamOptions.buffers(channel).pause(true);
            ByteBuf read = collected.retain();
            channel.pipeline().remove(this);
            then.accept(key, read);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        collected.release();
    }
}
