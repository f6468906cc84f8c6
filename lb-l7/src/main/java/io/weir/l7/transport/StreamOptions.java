package io.weir.l7.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * The options of both channels of a connection. Together they bound what the proxy holds for one direction to
 * {@link #HIGH} and one read of {@link ReadBuffers#LARGE}: 96 KiB.
 */
public final class StreamOptions {
    /** Bytes that wait for one side before the other is no longer read. */
    public static final int HIGH = 64 * 1024;
    /** Bytes below which the other is read again. */
    public static final int LOW = 32 * 1024;

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(LOW, HIGH);

    private StreamOptions() {}

    /** What {@link #apply} gave the channel. */
    public static ReadBuffers buffers(Channel channel) {
        RecvByteBufAllocator buffers = channel.config().getRecvByteBufAllocator();
        return (ReadBuffers) buffers;
    }

    /** Sets them; the channel does not read by itself then. */
    public static ReadBuffers apply(Channel channel, ByteBufAllocator allocator) {
        ReadBuffers buffers = new ReadBuffers();
        ChannelConfig config = channel.config();
        config.setAutoRead(false);
        config.setAllocator(allocator);
        config.setRecvByteBufAllocator(buffers);
        config.setMessageSizeEstimator(HeldBytes.ESTIMATOR);
        config.setWriteBufferWaterMark(WATER_MARK);
        // The connection's own deadline covers the connect.
        config.setConnectTimeoutMillis(0);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        return buffers;
    }
}
