package io.weir.l7.http.h1;

import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.weir.l7.transport.ReadBuffers;
import org.jspecify.annotations.Nullable;

/** Whether a channel is read. */
final class ChannelReading {
    private final Channel channel;
    private final @Nullable ReadBuffers buffers;
    private boolean on;

    ChannelReading(Channel channel) {
        this.channel = channel;
        RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
        buffers = allocator instanceof ReadBuffers own ? own : null;
    }

    void set(boolean wanted) {
        if (wanted != on) {
            on = wanted;
            if (buffers != null) {
                buffers.pause(!wanted);
            }
            channel.config().setAutoRead(wanted);
        }
    }
}
