package io.weir.l7.persist;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AsciiString;
import java.util.function.Consumer;

/**
 * Listens to the beginning of a server's stream for the id of a TLS session that it begins or resumes. Everything is
 * passed on as it comes; it is gone after {@link TlsSession#MOST_BYTES}.
 */
public final class ServerHelloTap extends ChannelInboundHandlerAdapter {
    private final ByteBuf seen = Unpooled.buffer(256, TlsSession.MOST_BYTES);
    private final Consumer<AsciiString> learned;

    /** @param learned gets the id, if there is one */
    public ServerHelloTap(Consumer<AsciiString> learned) {
        this.learned = learned;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        seen.writeBytes(data, data.readerIndex(), Math.min(data.readableBytes(), seen.maxWritableBytes()));
        TlsSession session = TlsSession.ofServer(seen);
        AsciiString id = session.id();
        if (session.complete() && id != null) {
            learned.accept(id);
        }
        context.fireChannelRead(data);
        if ((session.complete() || seen.maxWritableBytes() == 0) && !context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }
}
