package io.weir.l7.http.h2;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.ExchangeStart;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.message.RequestHead;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A listener on loopback whose connections speak HTTP/2 by prior knowledge, on one event loop. */
final class H2World implements AutoCloseable {
    static final Http2Limits LIMITS = new Http2Limits(
            16_384 + 3_200,
            100,
            0,
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(43),
            Duration.ofHours(1));

    final RefusalCounters refusals = new RefusalCounters();
    final List<EndReason> ends = new CopyOnWriteArrayList<>();
    final List<Http2ClientConnection> connections = new CopyOnWriteArrayList<>();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Deadlines deadlines = new Deadlines(group.next(), System::nanoTime);
    private final Channel listener;

    H2World(Http2Limits limits, ExchangeStart start) {
        IpAddress loopback = IpAddress.parse("127.0.0.1").orElseThrow();
        ClientInfo info = new ClientInfo(loopback, 1, loopback, 80, null);
        ExchangeStart watched = new ExchangeStart() {
            @Override
            public ClientStreamListener begin(RequestHead head, boolean end, ClientStream stream) {
                return start.begin(head, end, stream);
            }

            @Override
            public void ended(StreamEnd end) {
                ends.add(end.reason());
            }
        };
        listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Http2ClientConnection connection =
                                new Http2ClientConnection(channel, info, watched, limits, deadlines, refusals);
                        connections.add(connection);
                        channel.pipeline().addLast(connection);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
