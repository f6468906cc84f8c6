package io.weir.l7.http.h2;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.weir.core.service.EndReason;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.upstream.ServerConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A connection to a server that speaks HTTP/2 (RFC 9113), by ALPN or by prior knowledge, for many exchanges at a time. A
 * handler: added to the pipeline of a connected channel, it sends the preface and takes streams at once.
 */
public final class Http2ServerConnection extends Http2Peer implements ServerConnection {
    /** Streams at the same time, when the server allows more: one connection should not carry everything. */
    private static final int CONCURRENT_STREAMS = 100;

    /** Stream ids are used up long after this; a new connection costs little. */
    private static final int LAST_ID = Integer.MAX_VALUE - 2 * CONCURRENT_STREAMS;

    private final boolean secure;
    /** Opened, but without head, so the codec does not know them. */
    private final Set<Http2ServerStream> unsent = new LinkedHashSet<>();

    private boolean goingAway;
    private boolean extendedConnect;
    private boolean used;

    /**
     * A connection that is about to be added to a pipeline.
     *
     * @param secure whether it is encrypted, which {@code :scheme} says
     * @param headerBytes most bytes of an answer's head
     * @param fields most fields of an answer's head
     * @param deadlines those of the channel's event loop
     * @param refusals counts what is refused
     */
    public Http2ServerConnection(
            Channel channel,
            boolean secure,
            int headerBytes,
            int fields,
            Timeouts timeouts,
            Deadlines deadlines,
            RefusalCounters refusals) {
        super(
                Codec.towardsServer(headerBytes, fields),
                channel,
                deadlines,
                timeouts.server(),
                timeouts.tunnel(),
                refusals);
        this.secure = secure;
    }

    @Override
    public boolean acceptsStream() {
        int most = Math.min(CONCURRENT_STREAMS, connection().local().maxActiveStreams());
        return !goingAway
                && !isConnectionOver()
                && channel().isActive()
                && connection().numActiveStreams() + unsent.size() < most
                && connection().local().lastStreamCreated() < LAST_ID;
    }

    @Override
    public ServerStream open(ServerStreamListener listener) {
        Http2ServerStream stream = new Http2ServerStream(this, listener);
        unsent.add(stream);
        return stream;
    }

    @Override
    public boolean idle() {
        return unsent.isEmpty() && connection().numActiveStreams() == 0;
    }

    @Override
    public void close() {
        goingAway = true;
        closeWith(Http2Error.NO_ERROR);
    }

    boolean wasUsed() {
        return used;
    }

    boolean takesExtendedConnect() {
        return extendedConnect;
    }

    /** Streams that were given up, or failed, before they had a head. */
    void opened() {
        unsent.removeIf(Http2ServerStream::isOver);
    }

    /** Sends the head of a request. */
    void begin(Http2ServerStream side, RequestHead head, boolean end) {
        unsent.remove(side);
        if (isConnectionOver() || goingAway) {
            side.unprocessed(EndReason.SERVER_RESET, "the server's connection ends");
            return;
        }
        int id = connection().local().incrementAndGetNextStreamId();
        Http2Headers headers = RequestHeads.encode(head, secure);
        try {
            side.attach(connection().local().createStream(id, false));
        } catch (Http2Exception e) {
            side.unprocessed(EndReason.SERVER_RESET, e.getMessage() == null ? "no more streams" : e.getMessage());
            return;
        }
        side.writeHeaders(id, headers, end);
        side.sent();
    }

    @Override
    void settingsRead(Http2Settings settings) {
        Boolean enabled = settings.connectProtocolEnabled();
        if (enabled != null) {
            extendedConnect = enabled;
        }
    }

    @Override
    void headersRead(int streamId, DecodedHeaders headers, boolean end) throws Http2Exception {
        if (side(connection().stream(streamId)) instanceof Http2ServerStream stream && !stream.isOver()) {
            stream.headRead(headers, streamId, end);
        }
    }

    @Override
    void resetRead(StreamSide side, long error) {
        if (!(side instanceof Http2ServerStream stream)) {
            return;
        }
        if (error == Http2Error.REFUSED_STREAM.code()) {
            stream.unprocessed(EndReason.SERVER_RESET, "the server refused the stream");
        } else if (stream.hasInputEnded()) {
            // The answer is whole; the server only wants no more of the request (RFC 9113, 8.1).
            stream.finish();
        } else {
            stream.fail(EndReason.SERVER_RESET, "the server reset the stream: " + Http2Error.valueOf(error));
        }
    }

    @Override
    void goAwayRead(int lastStreamId, long error) {
        goingAway = true;
        try {
            connection().forEachActiveStream(open -> {
                if (open.id() > lastStreamId && side(open) instanceof Http2ServerStream stream) {
                    stream.unprocessed(EndReason.SERVER_RESET, "the server's connection ends");
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        closeWhenDone();
    }

    private void closeWhenDone() {
        if (goingAway && idle() && !isConnectionOver()) {
            closeNow(false);
        }
    }

    @Override
    void pingAnswered() {
        // We ask nothing by PING here.
    }

    @Override
    void streamRemoved() {
        used = true;
        closeWhenDone();
    }

    @Override
    void connectionEnded(StreamEnd why) {
        goingAway = true;
        for (Http2ServerStream stream : List.copyOf(unsent)) {
            stream.neverBegun(end());
        }
        unsent.clear();
    }

    @Override
    long connectionDueAt() {
        return Deadline.NEVER;
    }

    @Override
    void connectionOverdue() {
        throw new IllegalStateException("a server's connection is watched by its pool");
    }

    @Override
    EndReason lostReason() {
        return EndReason.SERVER_RESET;
    }

    @Override
    EndReason brokenReason() {
        return EndReason.SERVER_RESET;
    }
}
