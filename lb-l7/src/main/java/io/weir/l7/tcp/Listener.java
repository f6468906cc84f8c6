package io.weir.l7.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServiceLoad;
import io.weir.l7.transport.BoundSocket;
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
    private final List<RelayLoop> loops;
    private final Channel channel;
    private volatile Frontend frontend;
    private volatile boolean open;
    private volatile boolean paused;
    private int turn;

    /**
     * Binds and listens; clients that connect wait in the kernel.
     *
     * @throws IOException with the kernel's reason
     */
    Listener(Endpoint endpoint, Frontend frontend, ProxyContext context, List<RelayLoop> loops, EventLoop acceptor)
            throws IOException {
        this.endpoint = endpoint;
        this.frontend = frontend;
        this.context = context;
        this.loops = loops;
        this.channel = BoundSocket.listen(context.transport(), endpoint.address(), endpoint.port(), BACKLOG, acceptor);
        channel.pipeline().addLast(this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Frontend frontend() {
        return frontend;
    }

    /** From now on its connections belong to this service. */
    void belongTo(Frontend owner) {
        frontend = owner;
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
        EventLoop loop = channel.eventLoop();
        if (loop.inEventLoop()) {
            channel.config().setAutoRead(open && !paused);
        } else {
            loop.execute(this::update);
        }
    }

    /** Stops listening; what waits in the backlog is reset by the kernel. */
    void close() {
        open = false;
        BoundSocket.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        Channel accepted = (Channel) message;
        if (!(accepted.remoteAddress() instanceof InetSocketAddress remote)) {
            gone(accepted);
            return;
        }
        RelayLoop loop = nextLoop();
        Connection connection = new Connection(context, loop, this, accepted, remote);
        accepted.pipeline().addLast(connection.client());
        connection.frontend().opened(connection.load());
        loop.eventLoop().register(accepted).addListener(registered -> connection.registered(registered.cause()));
    }

    /** A client that was gone before it was accepted: io_uring asks for the address afterwards and finds none. */
    private void gone(Channel accepted) {
        accepted.unsafe().closeForcibly();
        Frontend owner = frontend;
        ServiceLoad load = owner.service().load();
        owner.opened(load);
        owner.ended(load, EndReason.CLIENT_RESET);
    }

    private RelayLoop nextLoop() {
        turn = turn + 1 < loops.size() ? turn + 1 : 0;
        return loops.get(turn);
    }

    /** Out of descriptors or memory: waits for some to come back instead of trying at once, for ever. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        System.getLogger("io.weir.l7")
                .log(System.Logger.Level.WARNING, "cannot accept on " + endpoint + ", trying again in 1 s", cause);
        channel.config().setAutoRead(false);
        var _ = channel.eventLoop().schedule(this::update, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
}
