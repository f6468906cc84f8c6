package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Refuses HEADERS on streams that cannot take them, where the codec is lenient or says another error. */
final class StrictFrameReader implements Http2FrameReader {
    private final Http2FrameReader delegate;
    private final Http2Connection connection;
    private final ClosedStreams closed;
    private @Nullable Http2FrameListener known;
    private Http2FrameListener strict;

    StrictFrameReader(Http2FrameReader delegate, Http2Connection connection, ClosedStreams closed) {
        this.delegate = delegate;
        this.connection = connection;
        this.closed = closed;
        this.strict = new Http2FrameListenerDecorator(new Http2FrameAdapter());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the codec changes its listener once
    public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener) throws Http2Exception {
        if (known != listener) {
            known = listener;
            strict = new Strict(listener);
        }
        delegate.readFrame(ctx, in, strict);
    }

    @Override
    public Configuration configuration() {
        return delegate.configuration();
    }

    @Override
    public void close() {
        delegate.close();
    }

    private void check(int streamId) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream != null) {
            if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !stream.isResetSent()) {
                throw Http2Exception.streamError(
                        streamId, Http2Error.STREAM_CLOSED, "HEADERS on a stream that its sender had ended");
            }
            return;
        }
        boolean old = connection.remote().isValidStreamId(streamId)
                && streamId <= connection.remote().lastStreamCreated();
        if (!old || closed.wasReset(streamId)) {
            return;
        }
        if (closed.hasEnded(streamId)) {
            throw Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "HEADERS on closed stream %d", streamId);
        }
        throw Http2Exception.connectionError(
                Http2Error.PROTOCOL_ERROR, "stream %d is opened after one with a higher number", streamId);
    }

    private final class Strict extends Http2FrameListenerDecorator {
        Strict(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            check(streamId);
            super.onHeadersRead(ctx, streamId, headers, padding, end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            // Without its priority, which is deprecated (RFC 9113, 5.3.2).
            onHeadersRead(ctx, streamId, headers, padding, end);
        }
    }
}
