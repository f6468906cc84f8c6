package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.weir.l7.http.guard.FieldName;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Netty's parts of one connection, put together with our limits. */
record Codec(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, ClosedStreams closed) {
    /** CONTINUATION frames of little content that one header block may have. */
    private static final int SMALL_CONTINUATIONS = 16;

    /** Held, so that its level stays: frames that a stranger sends must not fill the log. */
    private static final Logger LOGGER = Logger.getLogger("io.netty.handler.codec.http2");

    static {
        LOGGER.setLevel(Level.WARNING);
    }

    /** For a connection that a client made. */
    static Codec towardsClient(Http2Limits limits) {
        Http2Settings settings = new Http2Settings()
                .maxConcurrentStreams(Http2Limits.CONCURRENT_STREAMS)
                .initialWindowSize(Http2Limits.STREAM_WINDOW)
                .maxHeaderListSize(limits.headerBytes())
                .connectProtocolEnabled(true);
        return make(true, limits.headerBytes(), limits.fields(), settings);
    }

    /** For a connection to a server. */
    static Codec towardsServer(int headerBytes, int fields) {
        Http2Settings settings = new Http2Settings()
                .pushEnabled(false)
                .initialWindowSize(Http2Limits.STREAM_WINDOW)
                .maxHeaderListSize(headerBytes);
        return make(false, headerBytes, fields, settings);
    }

    private static Codec make(boolean server, int headerBytes, int fields, Http2Settings settings) {
        Http2Connection connection = new DefaultHttp2Connection(server, 0);
        // Priorities are deprecated (RFC 9113, 5.3); a tree of them only costs.
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        if (server) {
            connection.remote().maxActiveStreams(Http2Limits.CONCURRENT_STREAMS);
        }
        DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter(
                (name, value) -> FieldName.AUTHORIZATION.lower().contentEquals(name)); // RFC 7541, 7.1.3
        DefaultHttp2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
        Http2FrameReader reader =
                new DefaultHttp2FrameReader(new HeadersDecoder(headerBytes, fields), SMALL_CONTINUATIONS);
        ClosedStreams closed = new ClosedStreams();
        if (server) {
            reader = new StrictFrameReader(reader, connection, closed);
        }
        Http2ConnectionDecoder decoder = new DefaultHttp2ConnectionDecoder(
                connection, encoder, reader, Http2PromisedRequestVerifier.ALWAYS_VERIFY, true, true, false);
        return new Codec(decoder, encoder, settings, closed);
    }
}
