package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.ServerStreamListener.Unprocessed;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.transport.ReadBuffers;
import io.weir.l7.upstream.ServerConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1 to a server: one exchange at a time. It is used again only when request and answer went
 * through whole and nothing came that nobody asked for.
 */
public final class Http1Server extends ChannelInboundHandlerAdapter implements ServerConnection {
    /** More interim answers to one request than any use explains. */
    private static final int MOST_INTERIM = 16;

    private enum State {
        IDLE,
        /** Waits for the answer's head, or is in it. */
        HEAD,
        BODY,
        TUNNEL,
        CLOSED
    }

    private final Channel channel;
    private final RefusalCounters refusals;
    private final ResponseReader reader;
    private final BodyReader body;
    private final ChannelReading reading;
    private final Http1ServerStream stream = new Http1ServerStream(this);

    private State state = State.IDLE;
    private @Nullable ServerStreamListener listener;
    private boolean used;
    private boolean answerBegun;
    private boolean headWritten;
    private int interim;
    private boolean inputEnded;
    private boolean persistent = true;

    private Http1Server(Channel channel, Http1Limits limits, RefusalCounters refusals) {
        this.channel = channel;
        this.refusals = refusals;
        reader = new ResponseReader(limits);
        body = new BodyReader(limits);
        reading = new ChannelReading(channel);
    }

    /** Begins on a connected channel, whose TLS handshake is over and which does not read by itself yet. */
    public static ServerConnection begin(Channel channel, Http1Limits limits, RefusalCounters refusals) {
        Http1Server connection = new Http1Server(channel, limits, refusals);
        channel.pipeline().addLast(connection);
        return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        stream.opened(context);
        reading.set(true);
    }

    @Override
    public boolean acceptsStream() {
        return state == State.IDLE && channel.isActive();
    }

    @Override
    public boolean idle() {
        return state == State.IDLE || state == State.CLOSED;
    }

    @Override
    public ServerStream open(ServerStreamListener to) {
        if (!acceptsStream()) {
            throw new IllegalStateException("an exchange is under way, or the connection has ended");
        }
        state = State.HEAD;
        listener = to;
        answerBegun = false;
        headWritten = false;
        interim = 0;
        reader.reset();
        stream.begin();
        return stream;
    }

    @Override
    public void close() {
        gone(new StreamEnd(EndReason.SERVER_RESET, "the connection was closed"), false);
    }

    void headWritten() {
        headWritten = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && state != State.CLOSED) {
                step(in);
            }
        } catch (Refused refused) {
            refusals.count(refused.refusal());
            gone(new StreamEnd(EndReason.SERVER_RESET, "the server's answer: " + refused.getMessage()), true);
        } finally {
            in.release();
        }
    }

    private void step(ByteBuf in) throws Refused {
        switch (state) {
            case HEAD -> {
                if (!headWritten) {
                    throw new Refused(Refusal.STATUS_LINE);
                }
                answerBegun = true;
                if (reader.read(in)) {
                    head(in);
                }
            }
            case BODY -> body(in);
            case TUNNEL -> {
                ServerStreamListener to = listener;
                if (to != null) {
                    to.responseData(in.readRetainedSlice(in.readableBytes()), false);
                } else {
                    in.skipBytes(in.readableBytes());
                }
            }
            // Nobody asked for it: whose answer it is meant to be cannot be told.
            default -> gone(new StreamEnd(EndReason.SERVER_RESET, "the server sent more than its answer"), true);
        }
    }

    private void head(ByteBuf rest) throws Refused {
        int status = reader.status();
        boolean connected = stream.isConnect() && status >= 200 && status < 300;
        boolean bodyless = status < 200 || status == 204 || status == 304 || stream.isHead() || connected;
        if (status == 101) {
            checkUpgrade();
        }
        ResponseHead head = reader.head(bodyless);
        persistent = reader.persistent();
        boolean chunked = reader.chunked();
        long length = reader.contentLength();
        reader.reset();
        if (head.interim()) {
            if (++interim > MOST_INTERIM) {
                throw new Refused(Refusal.TOO_MANY_INTERIM);
            }
            ServerStreamListener to = listener;
            if (to != null) {
                to.responseHead(head, false);
            }
            return;
        }
        if (status == 101 || connected) {
            state = State.TUNNEL;
            stream.tunnel();
            tell(head, false);
            return;
        }
        stream.answered();
        if (bodyless) {
            body.none();
        } else if (chunked) {
            body.chunked();
        } else if (length >= 0) {
            body.ofLength(length);
        } else {
            body.untilClose();
        }
        if (body.isDone()) {
            ServerStreamListener to = over(rest);
            if (to != null) {
                to.responseHead(head, true);
                to.responseReadComplete();
            }
        } else {
            state = State.BODY;
            tell(head, false);
        }
    }

    private void tell(ResponseHead head, boolean end) {
        ServerStreamListener to = listener;
        if (to != null) {
            to.responseHead(head, end);
        }
    }

    private void checkUpgrade() throws Refused {
        AsciiString asked = stream.upgrade();
        AsciiString changed = reader.upgrade();
        if (asked == null || changed == null || !asked.contentEqualsIgnoreCase(changed)) {
            throw new Refused(Refusal.UPGRADE);
        }
    }

    private void body(ByteBuf in) throws Refused {
        ByteBuf part = body.next(in);
        ServerStreamListener to = listener;
        if (!body.isDone()) {
            if (part != null && to != null) {
                to.responseData(part, false);
            } else if (part != null) {
                part.release();
            }
            return;
        }
        to = over(in);
        if (to == null) {
            if (part != null) {
                part.release();
            }
            return;
        }
        if (part == null && body.trailers().size() > 0) {
            to.responseTrailers(body.trailers());
        } else {
            to.responseData(part == null ? Unpooled.EMPTY_BUFFER : part, true);
        }
        to.responseReadComplete();
    }

    /** The answer is whole: the connection is ready for another exchange, or ends. Whom to tell the last of it. */
    private @Nullable ServerStreamListener over(ByteBuf rest) {
        ServerStreamListener to = listener;
        listener = null;
        boolean again = persistent && stream.isRequestWhole() && pendingOutput() == 0 && !rest.isReadable();
        stream.over();
        used = true;
        if (again && !inputEnded) {
            state = State.IDLE;
            reading.set(true);
        } else {
            state = State.CLOSED;
            closeChannel(!stream.isRequestWhole());
        }
        return to;
    }

    private long pendingOutput() {
        ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
        return output == null ? 0 : output.totalPendingWriteBytes();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
    private void closeChannel(boolean reset) {
        if (channel.isOpen()) {
            if (reset) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        ServerStreamListener to = listener;
        if (to != null) {
            to.responseReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ServerStreamListener to = listener;
        if (to != null && stream.isWritable()) {
            to.serverWritable();
        }
    }

    /** Writing is possible again after a tunnel began. */
    void writable() {
        ServerStreamListener to = listener;
        if (to != null && channel.isWritable()) {
            to.serverWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
            inputEnded = true;
            ended();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!inputEnded) {
            inputEnded = true;
            ended();
        }
        gone(new StreamEnd(EndReason.SERVER_RESET, null), false);
    }

    /** The server has ended its side. */
    private void ended() {
        ServerStreamListener to = listener;
        if (state == State.BODY && body.endsWithClose()) {
            over(Unpooled.EMPTY_BUFFER);
            if (to != null) {
                to.responseData(Unpooled.EMPTY_BUFFER, true);
                to.responseReadComplete();
            }
        } else if (state == State.TUNNEL) {
            if (to != null) {
                to.responseData(Unpooled.EMPTY_BUFFER, true);
                to.responseReadComplete();
            }
        } else {
            gone(new StreamEnd(EndReason.SERVER_RESET, "the server ended before its answer was whole"), false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            gone(new StreamEnd(EndReason.SERVER_RESET, cause.getMessage()), true);
        } else if (cause != ReadBuffers.ReadingPaused.INSTANCE) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.ERROR, "connection to a server", cause);
            gone(new StreamEnd(EndReason.INTERNAL, cause.toString()), true);
        }
    }

    private void gone(StreamEnd why, boolean reset) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        ServerStreamListener to = listener;
        listener = null;
        stream.over();
        closeChannel(reset);
        if (to != null) {
            to.serverGone(why, unprocessed());
        }
    }

    private Unprocessed unprocessed() {
        if (!headWritten) {
            return Unprocessed.CERTAIN;
        }
        return used && !answerBegun ? Unprocessed.LIKELY : Unprocessed.NO;
    }

    void pause(boolean pause) {
        if (state != State.CLOSED && channel.isOpen()) {
            reading.set(!pause);
        }
    }

    /** The exchange is given up. */
    void abort() {
        listener = null;
        gone(new StreamEnd(EndReason.SERVER_RESET, null), true);
    }
}
