package io.weir.l7.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServiceLoad;
import io.weir.l7.transport.BoundSocket;
import io.weir.l7.transport.StreamOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One listening socket. Accepts only between {@link #open} and {@link #close}, and not while paused. */
final class Listener extends ChannelInboundHandlerAdapter {
    /** Connections the kernel holds for us; net.core.somaxconn caps it. */
    private static final int BACKLOG = 4096;

    private static final long RETRY_MILLIS = 1000;

    private final Endpoint endpoint;
    private final ProxyContext context;
    private final List<ConnectionLoop> loops;
    private final Channel listening;
    private volatile EndpointServices services;
    private volatile boolean open;
    private volatile boolean paused;
    private int turn;

    /**
     * Binds and listens; clients that connect wait in the kernel.
     *
     * @throws IOException with the kernel's reason
     */
    Listener(
            Endpoint endpoint,
            EndpointServices services,
            ProxyContext context,
            List<ConnectionLoop> loops,
            EventLoop acceptor)
            throws IOException {
        this.endpoint = endpoint;
        this.services = services;
        this.context = context;
        this.loops = loops;
        this.listening =
                BoundSocket.listen(context.transport(), endpoint.address(), endpoint.port(), BACKLOG, acceptor);
        listening.pipeline().addLast(this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    EndpointServices services() {
        return services;
    }

    /** From now on its connections belong to these services. */
    void belongTo(EndpointServices owners) {
        services = owners;
    }

    /** Begins to accept. */
    void open() {
        open = true;
        update();
    }

    /** Leaves new connections in the kernel's backlog. */
    void pause() {
        paused = true;
        update();
    }

    /** Accepts again. */
    void resume() {
        paused = false;
        update();
    }

    private void update() {
        EventLoop loop = listening.eventLoop();
        if (loop.inEventLoop()) {
            listening.config().setAutoRead(open && !paused);
        } else {
            loop.execute(this::update);
        }
    }

    /** Stops listening; what waits in the backlog is reset by the kernel. */
    void close() {
        open = false;
        BoundSocket.close(listening);
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        Channel channel = (Channel) message;
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            gone(channel);
            return;
        }
        ConnectionLoop loop = nextLoop();
        StreamOptions.apply(channel, context.allocator());
        Accepted accepted = new Accepted(context, loop, this, channel, remote);
        Opening opening = new Opening(accepted);
        accepted.frontend().opened(accepted.load());
        loop.eventLoop().register(channel).addListener(registered -> opening.registered(registered.cause()));
    }

    /** A client that was gone before it was accepted: io_uring asks for the address afterwards and finds none. */
    private void gone(Channel channel) {
        channel.unsafe().closeForcibly();
        Frontend owner = services.first();
        ServiceLoad load = owner.service().load();
        owner.opened(load);
        owner.ended(load, EndReason.CLIENT_RESET);
    }

    private ConnectionLoop nextLoop() {
        turn = turn + 1 < loops.size() ? turn + 1 : 0;
        return loops.get(turn);
    }

    /** Out of descriptors or memory: waits for some to come back instead of trying at once, for ever. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        System.getLogger("io.weir.l7")
                .log(System.Logger.Level.WARNING, "cannot accept on " + endpoint + ", trying again in 1 s", cause);
        listening.config().setAutoRead(false);
        var _ = listening.eventLoop().schedule(this::update, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
}
