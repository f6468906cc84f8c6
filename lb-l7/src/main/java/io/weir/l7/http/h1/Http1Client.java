package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.weir.core.service.EndReason;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ClientConnection;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.ExchangeStart;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.transport.ReadBuffers;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/1: reads its requests one after the other, and hands each on when the answer to the one
 * before has been written. What has been read of later ones waits, and no more is read then.
 */
public final class Http1Client extends ChannelInboundHandlerAdapter implements ClientConnection {
    /** Bytes of a request that are read though its answer is whole, so that the connection can go on. */
    static final int DRAIN_BYTES = 64 * 1024;

    private enum State {
        /** Between requests, or in a head. */
        HEAD,
        BODY,
        /** The request is whole, its answer is not. */
        ANSWERING,
        TUNNEL,
        CLOSING
    }

    private final Channel channel;
    private final ExchangeStart start;
    private final Http1Limits limits;
    private final Timeouts timeouts;
    private final Deadlines deadlines;
    private final RefusalCounters refusals;
    private final RequestReader reader;
    private final BodyReader body;
    private final ChannelReading reading;
    private final HeldInput input = new HeldInput();
    private final Watch watch = new Watch();
    private final Http1ClientStream stream;

    private State state = State.HEAD;
    private @Nullable ClientStreamListener listener;
    private boolean processing;
    private boolean paused;
    private boolean finishing;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean told;
    private boolean first = true;
    private long drained;
    private long headEnds;
    private boolean headTimed;
    private boolean lingering;

    /**
     * Begins once it is added to the pipeline of its channel, which does not read by itself yet.
     *
     * @param refusals counts what is refused
     */
    public Http1Client(
            Channel channel,
            ClientInfo client,
            ExchangeStart start,
            Http1Limits limits,
            Timeouts timeouts,
            Deadlines deadlines,
            RefusalCounters refusals) {
        this.channel = channel;
        this.start = start;
        this.limits = limits;
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        this.refusals = refusals;
        reader = new RequestReader(limits, client.tls() != null);
        body = new BodyReader(limits);
        reading = new ChannelReading(channel);
        stream = new Http1ClientStream(this, client);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        stream.opened(context);
        headTimed = true;
        watchFor(timeouts.httpRequest());
        reading.set(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (state == State.CLOSING) {
            drained += data.readableBytes();
            data.release();
            if (drained > DRAIN_BYTES * 4L) {
                close();
            }
            return;
        }
        input.add(data);
        process();
    }

    /** Reads what there is, request by request. */
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            ByteBuf in = input.peek();
            while (in != null && step(in)) {
                input.dropIfTaken(in);
                in = input.peek();
            }
        } catch (Refused refused) {
            refuse(refused.refusal());
        } finally {
            processing = false;
        }
        if (inputEnded && input.isEmpty()) {
            inputOver();
        }
        updateReading();
    }

    /** Takes from {@code in}. False when nothing more is taken for now. */
    private boolean step(ByteBuf in) throws Refused {
        return switch (state) {
            case HEAD -> {
                if (!in.isReadable()) {
                    yield true;
                }
                if (reader.read(in)) {
                    begin();
                }
                yield true;
            }
            case BODY -> {
                body(in);
                yield true;
            }
            case TUNNEL -> {
                ClientStreamListener to = listener;
                if (to == null) {
                    yield !in.isReadable();
                }
                if (in.isReadable()) {
                    to.requestData(in.readRetainedSlice(in.readableBytes()), false);
                }
                yield true;
            }
            case ANSWERING -> !in.isReadable();
            default -> {
                input.release();
                yield false;
            }
        };
    }

    private void begin() {
        RequestHead head = reader.head();
        headTimed = false;
        first = false;
        if (head.bodyLength() == RequestHead.UNKNOWN_LENGTH) {
            body.chunked();
        } else {
            body.ofLength(head.bodyLength());
        }
        state = body.isDone() ? State.ANSWERING : State.BODY;
        boolean persistent = reader.persistent() && !finishing;
        stream.begin(head, reader.isHead(), reader.isConnect(), reader.isVersion10(), persistent);
        boolean tunnels = head.upgrade() != null || reader.isConnect();
        reader.reset();
        drained = 0;
        paused = false;
        int number = stream.number();
        ClientStreamListener to = start.begin(head, body.isDone() && !tunnels, stream);
        if (number == stream.number() && stream.isActive()) {
            listener = to;
            if (state == State.BODY && !paused) {
                stream.sendContinue();
            }
        }
    }

    private void body(ByteBuf in) throws Refused {
        ByteBuf part = body.next(in);
        boolean done = body.isDone();
        if (part != null && limits.bodyBytes() > 0 && body.taken() > limits.bodyBytes()) {
            part.release();
            throw new Refused(Refusal.BODY_TOO_LARGE);
        }
        if (done) {
            state = State.ANSWERING;
        }
        ClientStreamListener to = listener;
        if (to == null || !stream.isActive()) {
            drain(part, done);
        } else if (part != null) {
            to.requestData(part, done);
        } else if (done && body.trailers().size() > 0) {
            to.requestTrailers(body.trailers());
        } else if (done) {
            to.requestData(Unpooled.EMPTY_BUFFER, true);
        }
    }

    /** The answer is whole: the rest of the request is of no use. */
    private void drain(@Nullable ByteBuf part, boolean done) {
        if (part != null) {
            drained += part.readableBytes();
            part.release();
        }
        if (done) {
            next();
        } else if (drained > DRAIN_BYTES) {
            stream.closeAfterOutput();
        }
    }

    /** The answer is whole and the connection goes on. */
    void answered() {
        listener = null;
        if (state == State.ANSWERING) {
            next();
        } else if (state == State.BODY && body.known() > DRAIN_BYTES) {
            stream.closeAfterOutput();
        } else {
            watchIdle();
        }
        process();
    }

    private void next() {
        state = State.HEAD;
        if (finishing) {
            stream.closeAfterOutput();
            return;
        }
        watchIdle();
    }

    private void watchFor(Duration limit) {
        headEnds = deadlines.fresh() + limit.toNanos();
        deadlines.watch(watch, headEnds);
    }

    private void watchIdle() {
        headTimed = false;
        watchFor(timeouts.httpKeepAlive());
    }

    /** Whether the request has been read to its end. */
    boolean isRequestWhole() {
        return state == State.ANSWERING;
    }

    /** From now on everything is data, both ways. */
    void tunnel() {
        state = State.TUNNEL;
        deadlines.forget(watch);
        process();
    }

    /** The tunnel's other end has ended its side. */
    void tunnelOutputEnded() {
        outputEnded = true;
        if (inputEnded) {
            end(new StreamEnd(EndReason.DONE, null), false);
        }
    }

    void pause(boolean pause) {
        paused = pause;
        if (!pause && state == State.BODY) {
            stream.sendContinue();
        }
        updateReading();
    }

    private void updateReading() {
        boolean wanted = switch (state) {
            case HEAD, CLOSING -> true;
            case BODY -> !paused || !stream.isActive();
            case TUNNEL -> !paused;
            case ANSWERING -> input.isEmpty();
        };
        if (channel.isOpen()) {
            reading.set(wanted && !inputEnded);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        ClientStreamListener to = listener;
        if (to != null) {
            to.requestReadComplete();
        }
        if (state == State.HEAD && !headTimed && reader.begun()) {
            headTimed = true;
            watchFor(timeouts.httpRequest());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ClientStreamListener to = listener;
        if (to != null && channel.isWritable()) {
            to.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
            inputEnded = true;
            if (input.isEmpty()) {
                inputOver();
            }
        }
    }

    /** The client has ended its side, and all that it sent has been looked at. */
    private void inputOver() {
        switch (state) {
            case HEAD -> {
                if (reader.begun()) {
                    end(new StreamEnd(EndReason.CLIENT_RESET, "the client went in the middle of a head"), false);
                } else {
                    stream.closeAfterOutput();
                }
            }
            case BODY -> end(new StreamEnd(EndReason.CLIENT_RESET, "the client went in the middle of a body"), true);
            case TUNNEL -> {
                ClientStreamListener to = listener;
                if (to != null) {
                    to.requestData(Unpooled.EMPTY_BUFFER, true);
                    to.requestReadComplete();
                }
                if (outputEnded) {
                    end(new StreamEnd(EndReason.DONE, null), false);
                }
            }
            case ANSWERING -> stream.lastAnswer();
            case CLOSING -> {
                if (lingering) {
                    close();
                }
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        went(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            went(true);
        } else if (cause != ReadBuffers.ReadingPaused.INSTANCE) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.ERROR, "connection of a client", cause);
            end(new StreamEnd(EndReason.INTERNAL, cause.toString()), true);
        }
    }

    private void went(boolean reset) {
        boolean between = state == State.CLOSING || (state == State.HEAD && !reader.begun());
        end(new StreamEnd(between ? EndReason.DONE : EndReason.CLIENT_RESET, null), reset);
    }

    private void refuse(Refusal refusal) {
        refusals.count(refusal);
        StreamEnd why = new StreamEnd(EndReason.BAD_REQUEST, refusal.words());
        boolean answerable = !stream.isFinalSent();
        ClientStreamListener to = listener;
        listener = null;
        if (to != null && stream.isActive()) {
            stream.over();
            to.clientGone(why);
        }
        if (answerable && channel.isActive()) {
            tell(why);
            stream.refuse(refusal);
        } else {
            end(why, true);
        }
    }

    /** Everything is written: no more requests are read, but what comes is, for a while, so that no reset hits the answer. */
    void linger() {
        lingering = true;
        drained = 0;
        watchFor(timeouts.clientFin());
        updateReading();
        if (inputEnded) {
            close();
        }
    }

    /** No more is taken in; what is being written is the last. */
    void closing() {
        state = State.CLOSING;
        input.release();
        watchFor(timeouts.client());
    }

    /** Whether unread input makes it likely that a close would be seen as a reset. */
    boolean needsLinger() {
        return !inputEnded && (state == State.BODY || !input.isEmpty() || (state == State.HEAD && reader.begun()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    void close() {
        state = State.CLOSING;
        input.release();
        deadlines.forget(watch);
        channel.close();
    }

    /** Ends it, once. */
    void end(StreamEnd why, boolean reset) {
        state = State.CLOSING;
        deadlines.forget(watch);
        input.release();
        ClientStreamListener to = listener;
        listener = null;
        if (to != null && stream.isActive()) {
            stream.over();
            to.clientGone(why);
        }
        stream.over();
        tell(why);
        stream.close(reset);
    }

    private void tell(StreamEnd why) {
        if (!told) {
            told = true;
            start.ended(why);
        }
    }

    @Override
    public void finish() {
        // An idle connection is not closed: the client's next request may be on its way already.
        finishing = true;
        stream.lastAnswer();
    }

    @Override
    public void abort() {
        told = true;
        listener = null;
        end(new StreamEnd(EndReason.SHUTDOWN, null), true);
    }

    /** Waits for heads, and for the end of lingering. */
    private final class Watch extends Deadline {
        @Override
        protected long check(long now) {
            boolean waits =
                    state == State.HEAD || state == State.CLOSING || (state == State.BODY && !stream.isActive());
            if (!waits) {
                return NEVER;
            }
            if (now < headEnds) {
                return headEnds;
            }
            if (state == State.HEAD && headTimed && reader.begun()) {
                refuse(Refusal.TOO_SLOW);
                return state == State.CLOSING ? NEVER : headEnds;
            }
            boolean stuck = state == State.CLOSING && !lingering;
            end(new StreamEnd(first || stuck ? EndReason.TIMEOUT : EndReason.DONE, null), stuck);
            return NEVER;
        }
    }
}
