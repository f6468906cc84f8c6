package io.weir.l7.http.h2;

import io.weir.core.service.HttpMode;
import io.weir.core.service.Timeouts;
import java.time.Duration;

/**
 * What one client's connection may do.
 *
 * @param headerBytes most bytes of a head, as SETTINGS_MAX_HEADER_LIST_SIZE counts them (name, value and 32 for each field)
 * @param fields most fields of a head
 * @param bodyBytes most bytes of a request's body; 0 for no limit
 * @param connect whether the CONNECT method passes
 * @param request how long the preface, or one header block, may take
 * @param keepAlive how long the connection may have no stream
 * @param client how long a stream may wait for the client to send or take data
 * @param tunnel how long neither side of a tunnel may send
 */
public record Http2Limits(
        int headerBytes,
        int fields,
        long bodyBytes,
        boolean connect,
        Duration request,
        Duration keepAlive,
        Duration client,
        Duration tunnel) {
    private static final int FIELD_OVERHEAD = 32;

    /** Streams a client may have at the same time. */
    static final int CONCURRENT_STREAMS = 100;

    /** Window of a stream, in bytes: what is held for one that takes nothing. */
    static final int STREAM_WINDOW = 256 * 1024;

    /** Window of a connection, in bytes: what is held for all its streams. */
    static final int CONNECTION_WINDOW = 1024 * 1024;

    /** What the configuration of a service says. */
    public static Http2Limits of(HttpMode mode, Timeouts timeouts) {
        return new Http2Limits(
                mode.maxHeaderBytes() + FIELD_OVERHEAD * mode.maxHeaders(),
                mode.maxHeaders(),
                mode.maxBodyBytes(),
                mode.connect(),
                timeouts.httpRequest(),
                timeouts.httpKeepAlive(),
                timeouts.client(),
                timeouts.tunnel());
    }
}
