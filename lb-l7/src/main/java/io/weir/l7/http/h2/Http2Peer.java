package io.weir.l7.http.h2;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamVisitor;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.guard.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2, to a client or a server: what both have in common. Confined to its channel's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // the codec tells of writes that fail
abstract class Http2Peer extends Http2ConnectionHandler {
    private static final long SCAN_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long GOAWAY may take to reach a peer that takes nothing. */
    private static final long CLOSING_MILLIS = 1_000;

    private final Channel channel;
    private final Deadlines deadlines;
    private final Http2Connection.PropertyKey key;
    private final List<StreamSide> touched = new ArrayList<>();
    private final Watch watch = new Watch();
    private final Http2StreamVisitor oldest = this::visit;
    private final RefusalCounters refusals;
    private final Glitches glitches = new Glitches();
    private final ClosedStreams closed;
    private final long idleNanos;
    private final long tunnelNanos;
    private @Nullable ChannelHandlerContext context;
    private @Nullable StreamEnd end;
    private @Nullable StreamSide overdue;
    private long due;
    private long frames;
    private long framesBefore;
    private long partialSince = Deadline.NEVER;
    private boolean scanning;
    private boolean reading;
    private final Runnable flusher = this::flushAwaited;
    private boolean flushAwaited;
    private boolean over;

    Http2Peer(
            Codec codec,
            Channel channel,
            Deadlines deadlines,
            Duration idle,
            Duration tunnel,
            RefusalCounters refusals) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true);
        this.closed = codec.closed();
        this.channel = channel;
        this.refusals = refusals;
        this.deadlines = deadlines;
        this.idleNanos = idle.toNanos();
        this.tunnelNanos = tunnel.toNanos();
        this.key = connection().newKey();
        gracefulShutdownTimeoutMillis(CLOSING_MILLIS);
        decoder().frameListener(new FrameEvents(this));
        encoder().flowController().listener(this::writabilityChanged);
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                scan();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (stream.isResetSent()) {
                    closed.reset(stream.id());
                } else {
                    closed.ended(stream.id());
                }
                StreamSide side = side(stream);
                if (side != null) {
                    side.closed();
                }
            }

            @Override
            public void onStreamRemoved(Http2Stream stream) {
                streamRemoved();
            }
        });
    }

    /** A head or trailers. */
    abstract void headersRead(int streamId, DecodedHeaders headers, boolean end) throws Http2Exception;

    /** The peer says that it takes no stream beyond {@code lastStreamId}. */
    abstract void goAwayRead(int lastStreamId, long error);

    /** The peer has reset a stream. */
    abstract void resetRead(StreamSide side, long error);

    /** The peer has said how it wants to be spoken to. */
    abstract void settingsRead(Http2Settings settings) throws Http2Exception;

    /** The peer answered a PING of ours. */
    abstract void pingAnswered();

    /** A stream is gone from the connection. */
    abstract void streamRemoved();

    /** The connection has ended. */
    abstract void connectionEnded(StreamEnd why);

    /** When the connection itself, beside its streams, has waited too long. */
    abstract long connectionDueAt();

    /** That time has come. */
    abstract void connectionOverdue();

    /** Why a stream ends when nothing else is known. */
    abstract EndReason lostReason();

    /** Why a stream ends whose peer broke the protocol. */
    abstract EndReason brokenReason();

    final Http2Connection.PropertyKey key() {
        return key;
    }

    final @Nullable StreamSide side(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    final Channel channel() {
        return channel;
    }

    final ChannelHandlerContext context() {
        ChannelHandlerContext in = context;
        if (in == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return in;
    }

    final long now() {
        return deadlines.now();
    }

    final Deadlines deadlines() {
        return deadlines;
    }

    final long idleNanos() {
        return idleNanos;
    }

    final long tunnelNanos() {
        return tunnelNanos;
    }

    final boolean isConnectionOver() {
        return over;
    }

    /** What streams are told that end with the connection. */
    final StreamEnd end() {
        StreamEnd known = end;
        return known == null ? new StreamEnd(lostReason(), null) : known;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        deadlines.fresh();
        super.handlerAdded(ctx);
        if (ctx.channel().isActive()) {
            openWindow();
        }
        deadlines.watch(watch, now());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        openWindow();
    }

    private void openWindow() throws Http2Exception {
        Http2Stream whole = connection().connectionStream();
        decoder()
                .flowController()
                .incrementWindowSize(
                        whole,
                        Http2Limits.CONNECTION_WINDOW
                                - decoder().flowController().windowSize(whole));
        context().flush();
    }

    final void frameRead() {
        frames++;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        reading = true;
        super.channelRead(ctx, msg);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        boolean read = reading;
        reading = false;
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).readComplete();
        }
        touched.clear();
        // Only after a read: the end of a handshake, say, is no part of a frame.
        boolean whole = frames != framesBefore && actualReadableBytes() == 0;
        framesBefore = frames;
        if (read && whole) {
            partialSince = Deadline.NEVER;
        } else if (read && partialSince == Deadline.NEVER) {
            partialSince = now();
            scan();
        }
        super.channelReadComplete(ctx);
    }

    /** Since when a frame or header block is on its way; {@link Deadline#NEVER} when none is. */
    final long partialSince() {
        return partialSince;
    }

    final void touched(StreamSide side) {
        touched.add(side);
    }

    /**
     * Writes what streams have for the peer, at the end of a read of this connection or of this turn of the event loop:
     * what many servers answered in one turn goes out in one piece.
     */
    final void flushOutput() {
        if (!reading && !over && !flushAwaited) {
            flushAwaited = true;
            channel.eventLoop().execute(flusher);
        }
    }

    private void flushAwaited() {
        flushAwaited = false;
        if (!over) {
            flush(context());
        }
    }

    /** Lets the peer send as many bytes more. */
    final void giveBack(Http2Stream stream, int bytes) {
        try {
            if (decoder().flowController().consumeBytes(stream, bytes)) {
                flushOutput();
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    final void reset(int streamId, Http2Error error) {
        encoder().writeRstStream(context(), streamId, error.code(), context().newPromise());
        flushOutput();
    }

    private void writabilityChanged(Http2Stream stream) {
        StreamSide side = side(stream);
        if (side != null) {
            side.writabilityChanged();
        }
    }

    /** The peer has reset a stream, which closes it. */
    final void streamReset(int streamId) {
        closed.reset(streamId);
    }

    /** Counts what is not let through. */
    final void refused(Refusal refusal) {
        refusals.count(refusal);
    }

    /** Counts it; too many of it end the connection. */
    final void glitch(Refusal fault) throws Http2Exception {
        Refusal flood = glitches.count(fault, now());
        if (flood != null) {
            lose(flood, flood.words());
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "%s", flood.words());
        }
    }

    /** Notes why the connection is about to end. */
    final void lose(Refusal fault, @Nullable String detail) {
        if (end == null) {
            refusals.count(fault);
            end = new StreamEnd(brokenReason(), detail);
        }
    }

    /** Notes why the connection is about to end, where that is nobody's fault. */
    final void lose(EndReason reason, @Nullable String detail) {
        if (end == null) {
            end = new StreamEnd(reason, detail);
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        Http2Stream stream = connection().stream(error.streamId());
        if (outbound && stream == null) {
            // What was still to be written to a stream that is closed.
            return;
        }
        if (!outbound) {
            closed.reset(error.streamId());
            refusals.count(error.getCause() instanceof Refused refused ? refused.refusal() : Refusal.STREAM_ERROR);
            try {
                glitch(Refusal.MADE_RESET);
            } catch (Http2Exception flood) {
                onConnectionError(ctx, false, flood, flood);
                return;
            }
        }
        StreamSide side = side(stream);
        if (side != null) {
            side.fail(brokenReason(), error.getMessage());
        }
        encoder().writeRstStream(ctx, error.streamId(), error.error().code(), ctx.newPromise());
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        if (cause instanceof IOException) {
            // The peer reset the connection while we wrote.
            closeNow(false);
            return;
        }
        if (error == null) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.ERROR, "HTTP/2 connection", cause);
            lose(EndReason.INTERNAL, cause.toString());
        } else if (error.error() == Http2Error.ENHANCE_YOUR_CALM) {
            lose(Refusal.CONTINUATION_FLOOD, error.getMessage());
        } else {
            lose(Refusal.CONNECTION_ERROR, error.getMessage());
        }
        super.onConnectionError(ctx, outbound, cause, error);
    }

    /** Says GOAWAY and closes. */
    final void closeWith(Http2Error error) {
        if (over) {
            return;
        }
        int last = connection().remote().lastStreamCreated();
        goAway(context(), last, error.code(), Unpooled.EMPTY_BUFFER, context().newPromise());
        closeNow(!channel.isWritable());
    }

    final void closeNow(boolean abruptly) {
        if (abruptly) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } else {
            flush(context());
        }
        context().close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == ChannelInputShutdownReadComplete.INSTANCE) {
            closeNow(false);
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            closeNow(false);
        } else {
            onError(ctx, false, cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        over = true;
        deadlines.forget(watch);
        boolean busy = connection().numActiveStreams() > 0;
        super.channelInactive(ctx);
        StreamEnd known = end;
        connectionEnded(known != null ? known : new StreamEnd(busy ? lostReason() : EndReason.DONE, null));
    }

    /** Looks at the streams soon, and again while there are any. */
    private void scan() {
        if (!scanning && !over) {
            scanning = true;
            deadlines.watch(watch, now() + scanNanos());
        }
    }

    /** Something that the connection itself waits for has changed. */
    final void watchAgain() {
        if (!over) {
            deadlines.watch(watch, now());
        }
    }

    /** How often streams are looked at. */
    final long scanNanos() {
        return Math.min(SCAN_NANOS, idleNanos / 4);
    }

    private boolean visit(Http2Stream stream) {
        StreamSide side = side(stream);
        if (side != null) {
            long at = side.dueAt();
            if (at < due) {
                due = at;
                overdue = side;
            }
        }
        return true;
    }

    private long check(long now) {
        if (over) {
            return Deadline.NEVER;
        }
        due = Deadline.NEVER;
        while (true) {
            overdue = null;
            due = Deadline.NEVER;
            try {
                connection().forEachActiveStream(oldest);
            } catch (Http2Exception e) {
                throw new IllegalStateException(e);
            }
            StreamSide late = overdue;
            if (late == null || due > now) {
                break;
            }
            timedOut(late);
        }
        if (connectionDueAt() <= now) {
            connectionOverdue();
        }
        if (over) {
            return Deadline.NEVER;
        }
        due = Math.min(due, connectionDueAt());
        scanning = connection().numActiveStreams() > 0 || partialSince != Deadline.NEVER;
        return scanning ? Math.min(due, now + scanNanos()) : due;
    }

    private void timedOut(StreamSide late) {
        boolean slow = late.hasOutput();
        refusals.count(slow ? Refusal.SLOW_READER : Refusal.TOO_SLOW);
        String what = slow ? "took no data for " : "sent nothing for ";
        late.fail(EndReason.TIMEOUT, what + Duration.ofNanos(idleNanos).toMillis() + " ms");
        if (slow && !channel.isWritable()) {
            lose(
                    EndReason.TIMEOUT,
                    "the peer " + what + Duration.ofNanos(idleNanos).toMillis() + " ms");
            closeWith(Http2Error.ENHANCE_YOUR_CALM);
        } else {
            late.reset(Http2Error.CANCEL);
        }
    }

    private final class Watch extends Deadline {
        @Override
        protected long check(long now) {
            return Http2Peer.this.check(now);
        }
    }
}
