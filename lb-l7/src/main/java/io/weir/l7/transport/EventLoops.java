package io.weir.l7.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.weir.core.control.ApplyException;
import io.weir.core.service.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads that carry connections, one transport under all of them. */
public final class EventLoops implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(5);

    private final TransportChoice choice;
    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops;
    private final ByteBufAllocator allocator;

    private EventLoops(TransportChoice choice, int threads) {
        this.choice = choice;
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("weir-l7"), choice.transport().newIoHandlerFactory());
        List<EventLoop> all = new ArrayList<>();
        for (EventExecutor executor : group) {
            all.add((EventLoop) executor);
        }
        this.loops = List.copyOf(all);
        this.allocator = PooledByteBufAllocator.DEFAULT;
    }

    /**
     * Starts them.
     *
     * @throws ApplyException when the transport that the settings insist on does not work here
     */
    public static EventLoops start(Configuration.L7 settings) throws ApplyException {
        TransportChoice choice = TransportChoice.of(settings.transport());
        int threads = settings.threads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads();
        return new EventLoops(choice, threads);
    }

    /** The transport in use. */
    public SocketTransport transport() {
        return choice.transport();
    }

    /** The transport in use, and why. */
    public TransportChoice choice() {
        return choice;
    }

    /** Every loop. */
    public List<EventLoop> loops() {
        return loops;
    }

    /** Where the buffers of all connections come from. */
    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Ends the threads, waiting at most five seconds; channels that are still open are closed. */
    @Override
    public void close() {
        if (!group.shutdownGracefully(0, END.toSeconds(), TimeUnit.SECONDS)
                .awaitUninterruptibly(END.toMillis() + 1000)) {
            System.getLogger("io.weir.l7")
                    .log(System.Logger.Level.WARNING, "event loops did not end within {0} s", END.toSeconds());
        }
    }
}
