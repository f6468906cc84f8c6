package io.weir.l7.fallback;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.l7.transport.BindFailure;
import io.weir.l7.transport.BoundSocket;
import io.weir.l7.transport.EventLoops;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page that clients see while no server of their service can: status 503 over HTTP/1.1, one request a
 * connection. Called on the control thread.
 */
public final class FallbackPageServer implements DataPlane, AutoCloseable {
    /** Connections at a time; more are closed. */
    public static final int MOST_CONNECTIONS = 1000;
    /** Bytes of a request line, and of all header fields. */
    private static final int MOST_HEAD_BYTES = 8192;

    private static final int BACKLOG = 1024;
    private static final int RETRY_MILLIS = 1000;

    private final EventLoops loops;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable FallbackPage page;
    private @Nullable Socket socket;

    /** A listening socket and where it listens. */
    private record Socket(IpAddress address, int port, Channel channel) {
        boolean listensOn(Configuration.FallbackPage settings) {
            return address.equals(settings.address()) && port == settings.port();
        }
    }

    /**
     * Serves nothing until {@link #stage} and commit.
     *
     * @param loops the proxy's, which must outlive this
     */
    public FallbackPageServer(EventLoops loops) {
        this.loops = loops;
    }

    @Override
    public Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        Configuration.FallbackPage settings = next.configuration().fallbackPage();
        if (!settings.enabled() || !isWanted(next.configuration())) {
            return new StagedPage(null, null);
        }
        FallbackPage fresh;
        try {
            fresh = FallbackPage.of(settings.file());
        } catch (IOException e) {
            throw new ApplyException(List.of("fallback-page.file: " + settings.file() + " cannot be served: "
                    + e.getMessage() + "; give a readable HTML file, or null for the built-in page"));
        }
        Socket serving = socket;
        boolean keep = serving != null && serving.listensOn(settings);
        return new StagedPage(fresh, keep ? serving : listen(settings));
    }

    /** Not when there are services and none of them falls back to it: layer 4 cannot. */
    private static boolean isWanted(Configuration configuration) {
        int port = configuration.fallbackPage().port();
        return configuration.virtualServices().isEmpty()
                || configuration.virtualServices().stream()
                        .anyMatch(service -> service.enabled()
                                && service.mode().isLayer7()
                                && service.fallback() != null
                                && service.fallback().port() == port);
    }

    private Socket listen(Configuration.FallbackPage settings) throws ApplyException {
        IpAddress address = settings.address();
        Channel channel;
        try {
            channel = BoundSocket.listen(
                    loops.transport(),
                    address,
                    settings.port(),
                    BACKLOG,
                    loops.loops().getFirst());
        } catch (IOException e) {
            throw new ApplyException(List.of(BindFailure.words("fallback-page", address.toString(), settings.port(), e)
                    + "; perhaps another Weir: set fallback-page.port, or fallback-page.enabled: false"));
        }
        channel.pipeline().addLast(new Acceptor());
        return new Socket(address, settings.port(), channel);
    }

    @Override
    public void adopt(Snapshot current, Snapshot next) {
        // Health and admin states change nothing here.
    }

    /** Stops listening; clients being served finish. */
    @Override
    public void close() {
        replaceSocket(null);
    }

    private void replaceSocket(@Nullable Socket next) {
        Socket old = socket;
        socket = next;
        if (old != null && !old.equals(next)) {
            BoundSocket.close(old.channel());
        }
    }

    private FallbackPage currentPage() {
        FallbackPage current = page;
        if (current == null) {
            throw new IllegalStateException("no page while nothing listens");
        }
        return current;
    }

    private final class StagedPage implements Staged {
        private final @Nullable FallbackPage fresh;
        private final @Nullable Socket next;

        StagedPage(@Nullable FallbackPage fresh, @Nullable Socket next) {
            this.fresh = fresh;
            this.next = next;
        }

        @Override
        public void commit() {
            if (fresh != null) {
                page = fresh;
            }
            replaceSocket(next);
            if (next != null) {
                next.channel().config().setAutoRead(true);
            }
        }

        @Override
        public void rollback() {
            if (next != null && !next.equals(socket)) {
                BoundSocket.close(next.channel());
            }
        }
    }

    /** Takes connections of the listening socket. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private int turn;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel client = (Channel) message;
            if (connections.incrementAndGet() > MOST_CONNECTIONS) {
                connections.decrementAndGet();
                client.unsafe().closeForcibly();
                return;
            }
            ChannelConfig config = client.config();
            config.setAllocator(loops.allocator());
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            client.pipeline()
                    .addLast(new HttpRequestDecoder(new HttpDecoderConfig()
                            .setMaxInitialLineLength(MOST_HEAD_BYTES)
                            .setMaxHeaderSize(MOST_HEAD_BYTES)))
                    .addLast(new FallbackPageHandler(
                            FallbackPageServer.this::currentPage, connections::decrementAndGet));
            turn = (turn + 1) % loops.loops().size();
            loops.loops().get(turn).register(client).addListener(registered -> {
                if (!registered.isSuccess()) {
                    connections.decrementAndGet();
                    client.unsafe().closeForcibly();
                }
            });
        }

        /** Out of descriptors: tries again a little later instead of at once, for ever. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.WARNING, "the fallback page cannot accept", cause);
            ChannelConfig config = context.channel().config();
            config.setAutoRead(false);
            var _ = context.executor().schedule(() -> config.setAutoRead(true), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
