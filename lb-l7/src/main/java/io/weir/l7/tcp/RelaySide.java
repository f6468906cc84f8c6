package io.weir.l7.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.weir.l7.tls.TlsFailure;
import io.weir.l7.transport.ReadBuffers;
import io.weir.l7.transport.StreamOptions;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One of the two channels of a connection: hands what it reads to the other, reads only what the other can take, and
 * reports its end. Confined to the event loop.
 */
final class RelaySide extends ChannelInboundHandlerAdapter {
    private final TcpConnection connection;
    private final Channel channel;
    private final boolean client;
    private final ReadBuffers buffers;

    private @Nullable RelaySide peer;
    private @Nullable ArrayDeque<ByteBuf> held;
    private boolean paused;
    private boolean inputEnded;
    private boolean outputEnded;
    private int uncounted;
    private int unflushed;
    private @Nullable SslHandler tls;

    private long lastRead;
    private long lastOffered;
    private long lastTaken;
    private long sampledOutput = NO_SAMPLE;

    private static final long NO_SAMPLE = -1;

    RelaySide(TcpConnection connection, Channel channel, boolean client) {
        this.connection = connection;
        this.channel = channel;
        this.client = client;
        this.buffers = client ? StreamOptions.buffers(channel) : StreamOptions.apply(channel, connection.allocator());
        this.lastRead = connection.now();
        this.tls = channel.pipeline().get(SslHandler.class);
        buffers.pause(true);
    }

    /** From now on TLS is spoken on this side, which is not relaying yet. */
    void secure(SslHandler handler) {
        tls = handler;
        channel.pipeline().addFirst(handler);
        channel.read();
    }

    boolean isClient() {
        return client;
    }

    Channel channel() {
        return channel;
    }

    /** Begins to relay to {@code other}: what was held first, then what comes. */
    void relayTo(RelaySide other) {
        peer = other;
        lastRead = connection.now();
        ArrayDeque<ByteBuf> early = held;
        held = null;
        if (early != null) {
            early.forEach(data -> forward(data, other));
            flushTo(other);
        }
        if (inputEnded) {
            other.endOutput();
        }
        if (!paused) {
            readAgain();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        RelaySide to = peer;
        if (connection.isOver()) {
            data.release();
        } else if (to == null) {
            hold(data);
        } else {
            forward(data, to);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    private void forward(ByteBuf data, RelaySide to) {
        uncounted += data.readableBytes();
        unflushed += data.readableBytes();
        Channel output = to.channel;
        output.write(data, output.voidPromise());
        // What waits to be encrypted does not count for the channel.
        if (!output.isWritable() || (to.tls != null && unflushed >= StreamOptions.HIGH)) {
            unflushed = 0;
            output.flush();
            if (!output.isWritable()) {
                pause();
            }
        }
    }

    /** Sends {@code data} before everything that is relayed. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    void sendFirst(ByteBuf data) {
        channel.writeAndFlush(data, channel.voidPromise());
    }

    /** Before a server is connected: the header's rest, or the one buffer that is read when the client has ended. */
    void hold(ByteBuf data) {
        if (held == null) {
            held = new ArrayDeque<>(2);
        }
        held.add(data);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        RelaySide to = peer;
        if (to != null) {
            flushTo(to);
        }
    }

    private void flushTo(RelaySide to) {
        int bytes = uncounted;
        if (bytes > 0) {
            uncounted = 0;
            unflushed = 0;
            to.channel.flush();
            long now = connection.now();
            lastRead = now;
            to.lastOffered = now;
            connection.count(client, bytes);
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            buffers.pause(true);
            channel.config().setAutoRead(false);
            connection.watchProgress();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        RelaySide from = peer;
        if (from != null && from.paused && channel.isWritable()) {
            from.paused = false;
            from.readAgain();
        }
    }

    private void readAgain() {
        if (inputEnded || connection.isOver()) {
            return;
        }
        buffers.pause(false);
        channel.config().setAutoRead(true);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean closeNotify = event instanceof SslCloseCompletionEvent close && close.isSuccess();
        if ((closeNotify || event instanceof ChannelInputShutdownEvent) && !inputEnded && !connection.isOver()) {
            // The library answers a close_notify with its own at once, as RFC 5246, 7.2.1, wants it.
            outputEnded |= closeNotify;
            inputEnded = true;
            lastRead = connection.now();
            RelaySide to = peer;
            if (to == null && tls != null && !tls.handshakeFuture().isDone()) {
                // A handshake has no half: its future tells.
                channel.close();
            }
            if (to != null) {
                flushTo(to);
                to.endOutput();
            }
        }
    }

    /** The other side's stream has ended: ends this side's output once everything before it is with the kernel. */
    private void endOutput() {
        if (pendingOutput() == 0) {
            outputDrained();
        } else {
            beforeKernel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    outputDrained();
                }
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel
    private void outputDrained() {
        if (connection.isOver() || (outputEnded && tls == null)) {
            return;
        }
        boolean ended = outputEnded;
        outputEnded = true;
        RelaySide other = peer;
        if (other != null && other.outputEnded) {
            connection.done();
            return;
        }
        if (ended) {
            return;
        }
        lastOffered = connection.now();
        if (tls != null) {
            // The end of the stream that cannot be forged, before the one that can.
            tls.closeOutbound();
        }
        ChannelFuture shut = ((DuplexChannel) channel).shutdownOutput();
        if (shut.isDone() && !shut.isSuccess()) {
            connection.reset(this);
        }
        connection.watchSoon();
    }

    /** Resets this side after what it still has to take. */
    void resetWhenDrained(Runnable then) {
        beforeKernel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> then.run());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.reset(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || TlsFailure.is(cause)) {
            connection.reset(this);
        } else if (cause != ReadBuffers.ReadingPaused.INSTANCE) {
            connection.fault(cause);
        }
    }

    /** Closes the channel; with {@code reset}, so that the other end sees a reset. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    void close(boolean reset) {
        releaseHeld();
        if (channel.isOpen()) {
            if (reset) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                beforeKernel().close();
            } else {
                channel.close();
            }
        }
    }

    /** What writes past encryption: everything before has been encrypted with the last flush, and waits behind it. */
    private ChannelOutboundInvoker beforeKernel() {
        SslHandler handler = tls;
        ChannelHandlerContext context =
                handler == null ? null : channel.pipeline().context(handler);
        return context == null ? channel : context;
    }

    private void releaseHeld() {
        ArrayDeque<ByteBuf> early = held;
        held = null;
        if (early != null) {
            early.forEach(ByteBuf::release);
        }
    }

    boolean hasOutputEnded() {
        return outputEnded;
    }

    /** Bytes that wait for the kernel to take them, with Netty's own per-entry cost; 0 if and only if there are none. */
    long pendingOutput() {
        ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
        return output == null ? 0 : output.totalPendingWriteBytes() - output.currentProgress();
    }

    /**
     * When this side last sent or took data, as far as is known. While output waits, progress is found by looking
     * twice.
     *
     * @param atFirstLook the least to answer at the first look
     */
    long lastActive(long now, long atFirstLook) {
        long pending = pendingOutput();
        if (pending == 0) {
            sampledOutput = NO_SAMPLE;
            return Math.max(lastRead, lastOffered);
        }
        if (sampledOutput == NO_SAMPLE) {
            lastTaken = Math.max(lastOffered, atFirstLook);
        } else if (pending != sampledOutput) {
            lastTaken = now;
        }
        sampledOutput = pending;
        return Math.max(lastRead, lastTaken);
    }

    /** Whether output waited at the last look. */
    boolean hasOutput() {
        return sampledOutput != NO_SAMPLE;
    }
}
