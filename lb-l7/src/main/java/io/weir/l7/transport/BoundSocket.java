package io.weir.l7.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Opens and closes listening sockets for callers that are not on an event loop. */
public final class BoundSocket {
    private static final int CLOSE_MILLIS = 1000;

    private BoundSocket() {}

    /**
     * Binds and listens. Nothing is accepted before the channel's auto-read is switched on; until then clients wait in
     * the kernel.
     *
     * @param backlog connections the kernel holds; net.core.somaxconn caps it
     * @throws IOException with the kernel's reason, for {@link BindFailure}
     */
    public static Channel listen(
            SocketTransport transport, IpAddress address, int port, int backlog, EventLoop acceptor)
            throws IOException {
        Channel channel;
        try {
            channel = transport.newServerChannel(address.v6());
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, backlog);
        succeed(channel, acceptor.register(channel));
        succeed(channel, channel.bind(new InetSocketAddress(address.toInetAddress(), port)));
        return channel;
    }

    private static void succeed(Channel channel, ChannelFuture step) throws IOException {
        step.awaitUninterruptibly();
        Throwable cause = step.cause();
        if (cause != null) {
            close(channel);
            throw cause instanceof IOException failed ? failed : new IOException(cause.getMessage(), cause);
        }
    }

    /** Closes it and waits a moment for that; what waits in the backlog is reset by the kernel. */
    public static void close(Channel channel) {
        if (channel.isRegistered()) {
            channel.close().awaitUninterruptibly(CLOSE_MILLIS);
            // NIO gives the descriptor back when the loop selects again, which a timer makes sure of.
            channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
        } else {
            channel.unsafe().closeForcibly();
        }
    }
}
