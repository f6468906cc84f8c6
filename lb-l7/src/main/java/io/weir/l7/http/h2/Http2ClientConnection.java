package io.weir.l7.http.h2;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ExchangeStart;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.RequestHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that speaks HTTP/2 (RFC 9113), by ALPN or by prior knowledge. A handler: added to the channel's
 * pipeline, it begins with the client's preface.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the codec tells of writes that fail
public final class Http2ClientConnection extends Http2Peer {
    private static final AsciiString ZERO = AsciiString.cached("0");

    /** How long a client may take to learn of a GOAWAY before streams it opens meanwhile are refused. */
    private static final long DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final ClientInfo client;
    private final ExchangeStart start;
    private final Http2Limits limits;
    private final long begun;
    private boolean prefaceRead;
    private long idleSince;
    private long drainedSince = Deadline.NEVER;
    private boolean goingAway;

    /**
     * A connection that is about to be added to a pipeline.
     *
     * @param deadlines those of the channel's event loop
     * @param refusals counts what is refused
     */
    public Http2ClientConnection(
            Channel channel,
            ClientInfo client,
            ExchangeStart start,
            Http2Limits limits,
            Deadlines deadlines,
            RefusalCounters refusals) {
        super(Codec.towardsClient(limits), channel, deadlines, limits.client(), limits.tunnel(), refusals);
        this.client = client;
        this.start = start;
        this.limits = limits;
        this.begun = deadlines.fresh();
        this.idleSince = begun;
    }

    ClientInfo client() {
        return client;
    }

    /** How many streams are under way. */
    public int streams() {
        return connection().numActiveStreams();
    }

    /**
     * Lets streams that are under way finish, takes those that the client opens before it can know, and closes then (RFC
     * 9113, 6.8).
     */
    public void drain() {
        if (drainedSince != Deadline.NEVER || isConnectionOver()) {
            return;
        }
        drainedSince = deadlines().fresh();
        goAway(
                context(),
                Integer.MAX_VALUE,
                Http2Error.NO_ERROR.code(),
                Unpooled.EMPTY_BUFFER,
                context().newPromise());
        encoder().writePing(context(), false, drainedSince, context().newPromise());
        flushOutput();
        watchAgain();
    }

    /** Ends it at once: streams under way are told so, and so is the client. */
    public void end(EndReason reason, @Nullable String detail) {
        lose(reason, detail);
        closeWith(Http2Error.NO_ERROR);
    }

    @Override
    void settingsRead(Http2Settings settings) {
        prefaceRead = true;
    }

    @Override
    void headersRead(int streamId, DecodedHeaders headers, boolean end) throws Http2Exception {
        Http2Stream stream = connection().stream(streamId);
        if (stream == null) {
            return;
        }
        if (side(stream) instanceof Http2ClientStream open) {
            trailersRead(open, streamId, headers);
            return;
        }
        RequestHead head;
        try {
            head = RequestHeads.decode(headers, client.tls() != null, end);
            checkLimits(head);
        } catch (Refused e) {
            if (e.refusal().status() == HttpResponseStatus.BAD_REQUEST.code()) {
                // Malformed, so a stream error (RFC 9113, 8.1.1); anything else is understood and answered.
                throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, e, "%s", e.getMessage());
            }
            refuse(e.refusal(), streamId, end);
            return;
        }
        begin(stream, head, end);
    }

    private void checkLimits(RequestHead head) throws Refused {
        if (tooLong(head.bodyLength())) {
            throw new Refused(Refusal.BODY_TOO_LARGE);
        }
        if (head.upgrade() == null && head.method().equals(Methods.CONNECT) && !limits.connect()) {
            throw new Refused(Refusal.METHOD_UNKNOWN);
        }
    }

    private void begin(Http2Stream stream, RequestHead head, boolean end) throws Http2Exception {
        Http2ClientStream side = new Http2ClientStream(this, stream, head);
        if (end) {
            side.inputEnds();
        }
        side.touch();
        side.tell(start.begin(head, end, side));
    }

    private static void trailersRead(Http2ClientStream open, int streamId, DecodedHeaders headers)
            throws Http2Exception {
        if (open.isOver()) {
            return;
        }
        try {
            open.inputEnds();
            open.trailersRead(Trailers.decode(headers));
        } catch (Refused e) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, e, "%s", e.getMessage());
        }
    }

    boolean tooLong(long bodyLength) {
        return limits.bodyBytes() > 0 && bodyLength > limits.bodyBytes();
    }

    private void refuse(Refusal refusal, int streamId, boolean ended) {
        refused(refusal);
        answer(streamId, refusal.status());
        if (!ended) {
            reset(streamId, Http2Error.NO_ERROR);
        }
    }

    /** A body of unknown length has become too long. */
    void refuseBody(Http2ClientStream stream, int streamId) {
        refused(Refusal.BODY_TOO_LARGE);
        Http2Stream open = stream.stream();
        if (open != null && !open.isHeadersSent()) {
            answer(streamId, 413);
        }
        stream.fail(EndReason.BAD_REQUEST, "the body is longer than " + limits.bodyBytes() + " bytes");
        reset(streamId, Http2Error.NO_ERROR);
    }

    /** Answers by itself, without a body. */
    void answer(int streamId, int status) {
        encoder()
                .writeHeaders(
                        context(),
                        streamId,
                        ReadOnlyHttp2Headers.serverHeaders(
                                false,
                                HttpResponseStatus.valueOf(status).codeAsText(),
                                FieldName.CONTENT_LENGTH.lower(),
                                ZERO),
                        0,
                        true,
                        context().newPromise());
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        boolean large = error instanceof Http2Exception.HeaderListSizeException size && size.duringDecode();
        if (!large || connection().stream(error.streamId()) != null) {
            super.onStreamError(ctx, outbound, cause, error);
            return;
        }
        try {
            connection().remote().createStream(error.streamId(), true);
            refused(Refusal.HEAD_TOO_LARGE);
            glitch(Refusal.MADE_RESET);
            answer(error.streamId(), 431);
        } catch (Http2Exception e) {
            onError(ctx, false, e);
        }
    }

    @Override
    void resetRead(StreamSide side, long error) {
        side.fail(EndReason.CLIENT_RESET, null);
    }

    @Override
    void goAwayRead(int lastStreamId, long error) {
        // A client that goes away opens no more streams; those under way go on.
    }

    @Override
    void pingAnswered() {
        if (drainedSince != Deadline.NEVER) {
            goAwayNow();
        }
    }

    private void goAwayNow() {
        if (!goingAway) {
            goingAway = true;
            goAway(
                    context(),
                    connection().remote().lastStreamCreated(),
                    Http2Error.NO_ERROR.code(),
                    Unpooled.EMPTY_BUFFER,
                    context().newPromise());
            flushOutput();
        }
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (goingAway && connection().numActiveStreams() == 0 && !isConnectionOver()) {
            closeNow(false);
        }
    }

    @Override
    void streamRemoved() {
        if (connection().numActiveStreams() == 0) {
            idleSince = now();
            closeWhenDone();
        }
    }

    @Override
    void connectionEnded(StreamEnd why) {
        start.ended(why);
    }

    @Override
    long connectionDueAt() {
        if (!prefaceRead) {
            return begun + limits.request().toNanos();
        }
        boolean idle = connection().numActiveStreams() == 0;
        long due = Deadline.NEVER;
        if (partialSince() != Deadline.NEVER) {
            due = partialSince() + (idle ? limits.request() : limits.client()).toNanos();
        }
        if (drainedSince != Deadline.NEVER) {
            return goingAway ? due : Math.min(due, drainedSince + DRAIN_NANOS);
        }
        return idle ? Math.min(due, idleSince + limits.keepAlive().toNanos()) : due;
    }

    @Override
    void connectionOverdue() {
        boolean partial = partialSince() != Deadline.NEVER
                && now() - partialSince()
                        >= Math.min(limits.request().toNanos(), limits.client().toNanos());
        if (!prefaceRead || partial) {
            refused(Refusal.TOO_SLOW);
            lose(EndReason.TIMEOUT, "the client did not end what it began to send");
            closeWith(Http2Error.ENHANCE_YOUR_CALM);
        } else if (drainedSince != Deadline.NEVER) {
            goAwayNow();
        } else {
            drain();
        }
    }

    @Override
    EndReason lostReason() {
        return EndReason.CLIENT_RESET;
    }

    @Override
    EndReason brokenReason() {
        return EndReason.BAD_REQUEST;
    }
}
