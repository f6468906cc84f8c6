package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;

/** HPACK into {@link DecodedHeaders}. */
final class HeadersDecoder extends DefaultHttp2HeadersDecoder {
    private final int mostFields;

    /**
     * A decoder of one connection.
     *
     * @param mostBytes limit of a field section as SETTINGS_MAX_HEADER_LIST_SIZE counts it
     */
    HeadersDecoder(int mostBytes, int mostFields) {
        super(false, mostBytes);
        this.mostFields = mostFields;
    }

    @Override
    protected Http2Headers newHeaders() {
        return new DecodedHeaders(mostFields);
    }
}
