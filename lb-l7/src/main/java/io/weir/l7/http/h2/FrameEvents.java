package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.weir.l7.http.guard.Refusal;

/** Frames that the codec has found in order, to their streams; those that only make work are counted. */
final class FrameEvents implements Http2FrameListener {
    private final Http2Peer peer;

    FrameEvents(Http2Peer peer) {
        this.peer = peer;
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        peer.frameRead();
        if (!end && !data.isReadable()) {
            peer.glitch(Refusal.EMPTY_DATA);
        }
        StreamSide side = peer.side(peer.connection().stream(streamId));
        if (side == null || side.isOver()) {
            return data.readableBytes() + padding;
        }
        return side.dataRead(data, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        peer.frameRead();
        peer.headersRead(streamId, (DecodedHeaders) headers, end);
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
        onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        control();
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long error) throws Http2Exception {
        peer.frameRead();
        peer.streamReset(streamId);
        StreamSide side = peer.side(peer.connection().stream(streamId));
        if (side != null && !side.isOver()) {
            peer.resetRead(side, error);
        }
        peer.glitch(Refusal.RAPID_RESET);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) {
        peer.frameRead();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        control();
        peer.settingsRead(settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        control();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        control();
        peer.pingAnswered();
    }

    @Override
    public void onPushPromiseRead(
            ChannelHandlerContext ctx, int streamId, int promisedStreamId, Http2Headers headers, int padding)
            throws Http2Exception {
        throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "PUSH_PROMISE, which we do not enable");
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long error, ByteBuf debug)
            throws Http2Exception {
        control();
        peer.goAwayRead(lastStreamId, error);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) throws Http2Exception {
        peer.frameRead();
        if (increment < Glitches.SMALL_UPDATE) {
            peer.glitch(Refusal.WINDOW_DRIP);
        }
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        control();
    }

    private void control() throws Http2Exception {
        peer.frameRead();
        peer.glitch(Refusal.CONTROL_FLOOD);
    }
}
