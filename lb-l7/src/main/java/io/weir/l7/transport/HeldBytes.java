package io.weir.l7.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.MessageSizeEstimator;

/** Counts what a waiting buffer holds, not what is readable in it, so that limits on output bound memory. */
final class HeldBytes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
    static final HeldBytes ESTIMATOR = new HeldBytes();

    private HeldBytes() {}

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        return message instanceof ByteBuf buffer ? buffer.capacity() : 0;
    }
}
